package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.worker.name.NamedTypes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that create or change a schema, or fill it: those of known types, and those that a detector of Boot's or of
 * the application's finds. The entity manager factory is none of them, though it may be detected: it stays, and creates nothing.
 */
public final class DatabaseInitializers {

    static final String SCRIPTS = "org.springframework.jdbc.datasource.init.DataSourceInitializer";
    static final String SCRIPTS_OF_BOOT = "org.springframework.boot.sql.init.AbstractScriptDatabaseInitializer";
    static final String FLYWAY = "org.flywaydb.core.Flyway";
    static final String FLYWAY_OF_BOOT = "org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer";

    /** Of which it is known how to find their data source, and how to switch them off. By name, since none need be there. */
    private static final List<String> KNOWN = List.of(
            SCRIPTS,
            SCRIPTS_OF_BOOT,
            FLYWAY,
            FLYWAY_OF_BOOT,
            "liquibase.integration.spring.SpringLiquibase",
            "liquibase.integration.spring.MultiTenantSpringLiquibase");

    private static final List<String> OTHERS =
            List.of("org.springframework.modulith.events.jdbc.DatabaseSchemaInitializer");

    public static final List<String> TYPES =
            Stream.concat(KNOWN.stream(), OTHERS.stream()).toList();

    /** Of stores that are not reached by JDBC, so never private because a data source is. */
    public static final List<String> TYPES_WITHOUT_JDBC = List.of(
            "org.springframework.r2dbc.connection.init.ConnectionFactoryInitializer",
            "org.springframework.boot.r2dbc.init.R2dbcScriptDatabaseInitializer");

    private static final String DETECTOR = "org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector";
    private static final String DETECTOR_OF_JPA = "org.springframework.boot.jpa.JpaDatabaseInitializerDetector";

    private DatabaseInitializers() {}

    /** Returns the known type that this is; null if it is none. */
    static @Nullable String typeOf(Class<?> type) {
        return NamedTypes.firstOf(type, KNOWN);
    }

    public static Set<String> detectedIn(ConfigurableListableBeanFactory beans, Environment environment) {
        return ClassUtils.isPresent(DETECTOR, beans.getBeanClassLoader())
                ? Detected.names(beans, environment)
                : Set.of();
    }

    /** Apart, because Boot's module is optional. */
    private static final class Detected {

        static Set<String> names(ConfigurableListableBeanFactory beans, Environment environment) {
            Set<String> names = new LinkedHashSet<>();
            SpringFactoriesLoader.forDefaultResourceLocation(beans.getBeanClassLoader())
                    .load(DatabaseInitializerDetector.class, ArgumentResolver.of(Environment.class, environment))
                    .stream()
                    .filter(detector ->
                            !DETECTOR_OF_JPA.equals(detector.getClass().getName()))
                    .flatMap(detector -> detector.detect(beans).stream())
                    .map(BeanFactoryUtils::transformedBeanName)
                    .forEach(names::add);
            return names;
        }
    }
}
