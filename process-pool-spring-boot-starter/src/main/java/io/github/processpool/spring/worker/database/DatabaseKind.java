package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.ClassUtils;

/** Who has a JDBC database, by its URL or by what a data source says of itself. No connection is opened for it. Stateless. */
enum DatabaseKind {

    /** Each process has one of its own. */
    IN_MEMORY,
    /** One process has it, and another one can't open it meanwhile. */
    FILE_OF_ONE_PROCESS,
    /** All see the same. */
    SHARED,
    /** Only a connection can tell. */
    UNKNOWN;

    /** Not {@code jdbc:h2:tcp://…/mem:}, which is shared. */
    private static final Pattern MEMORY =
            Pattern.compile("jdbc:(h2:(mem|memfs|memlz|niomemfs|niomemlz):.*|hsqldb:mem:.*|derby:memory:.*"
                    + "|sqlite:(:memory:.*|file::memory:.*|.*[?&]mode=memory.*|)|duckdb:(:memory:.*|))");

    /** Prefixes of embedded databases, and what comes after them where another process can see the same. */
    private static final Map<String, Pattern> EMBEDDED = Map.of(
            "jdbc:h2:",
                    Pattern.compile("(tcp|ssl|zip):.*|.*;(auto_server=true|access_mode_data=r|file_lock=no)(;.*|$)"),
            "jdbc:hsqldb:", Pattern.compile("(hsqls?|https?|res):.*"),
            "jdbc:derby:", Pattern.compile("(//|classpath:|jar:).*"),
            "jdbc:duckdb:", Pattern.compile(".*access_mode=read_only.*"));

    /** Drivers around others, whose URLs hold those of the others. */
    private static final Pattern WRAPPERS =
            Pattern.compile("^jdbc:((p6spy|otel|log4jdbc|tracing|opentracing|aws-wrapper|spy):)+");

    /** Databases that others see the same of: servers, and what is a file to all. */
    private static final Pattern SERVERS = Pattern.compile(
            "jdbc(-secretsmanager)?:(tc:)?(postgresql|pgsql|edb|mysql|mariadb|oracle|sqlserver|jtds|microsoft|db2|as400|informix-sqli"
                    + "|sybase|sap|firebird|firebirdsql|redshift|snowflake|bigquery|clickhouse|ch|trino|presto|hive2|impala|vertica"
                    + "|teradata|netezza|exa|cloudspanner|databricks|singlestore|yugabytedb|opengauss|gaussdb|kingbase8|dm|oceanbase"
                    + "|tibero|cubrid|sqlite|h2|hsqldb|derby|duckdb)(:.*|/.*)");

    private static final List<String> DRIVERS = List.of(
            "org.h2.Driver",
            "org.hsqldb.jdbc.JDBCDriver",
            "org.apache.derby.iapi.jdbc.AutoloadedDriver",
            "org.apache.derby.jdbc.EmbeddedDriver",
            "org.sqlite.JDBC",
            "org.duckdb.DuckDBDriver");

    private static final List<String> URL_PROPERTIES = List.of("jdbcUrl", "url");
    private static final int DEEPEST_PROXY = 8;

    /** Whether a database in memory is possible at all. */
    static boolean canBeInMemory(@Nullable ClassLoader loader) {
        return DRIVERS.stream().anyMatch(driver -> ClassUtils.isPresent(driver, loader));
    }

    static DatabaseKind of(String url) {
        String lower = unwrapped(url);
        if (MEMORY.matcher(lower).matches()) {
            return IN_MEMORY;
        }
        for (Map.Entry<String, Pattern> embedded : EMBEDDED.entrySet()) {
            if (lower.startsWith(embedded.getKey())) {
                String rest = lower.substring(embedded.getKey().length());
                return embedded.getValue().matcher(rest).matches() ? SHARED : FILE_OF_ONE_PROCESS;
            }
        }
        return SERVERS.matcher(lower).matches() ? SHARED : UNKNOWN;
    }

    /** The URL that the innermost driver gets, in small letters. */
    static String unwrapped(String url) {
        return WRAPPERS.matcher(url.toLowerCase(Locale.ROOT)).replaceFirst("jdbc:");
    }

    static DatabaseKind of(DataSource source) {
        String url = urlOf(source);
        if (url != null) {
            return of(url);
        }
        return isEmbedded(source) ? IN_MEMORY : UNKNOWN;
    }

    /** As it was set, through pools and known proxies; null if it can't be read. */
    static @Nullable String urlOf(DataSource source) {
        Object next = source;
        for (int depth = 0; next != null && depth < DEEPEST_PROXY; depth++) {
            for (String property : URL_PROPERTIES) {
                if (NamedTypes.property(next, property) instanceof String url) {
                    return url;
                }
            }
            Object behind = AopProxyUtils.getSingletonTarget(next);
            next = behind != null ? behind : NamedTypes.property(next, "targetDataSource");
        }
        return null;
    }

    private static boolean isEmbedded(Object source) {
        for (Class<?> type : source.getClass().getInterfaces()) {
            if ("org.springframework.jdbc.datasource.embedded.EmbeddedDatabase".equals(type.getName())) {
                return true;
            }
        }
        return false;
    }
}
