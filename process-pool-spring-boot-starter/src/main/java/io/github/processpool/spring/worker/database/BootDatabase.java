package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.worker.name.PropertyNames;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The databases that Boot makes in memory where nothing says which is meant, by JDBC and by R2DBC: tells in the parent whether the
 * application itself may have one, and in a worker whether somebody has asked for it. No bean is made. Stateless.
 */
public enum BootDatabase {
    JDBC(
            "data source",
            "javax.sql.DataSource",
            "org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails",
            "spring.datasource.",
            bean -> bean instanceof DataSource source ? DatabaseKind.of(source) : DatabaseKind.UNKNOWN),
    R2DBC(
            "connection factory",
            ReactiveContainers.TYPE,
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails",
            "spring.r2dbc.",
            bean -> ReactiveContainers.kindOf(bean)); // Looked up late: the library need not be there.

    private static final String BOOT = "org.springframework.boot.";

    /** Places of a URL below the prefix, in each of the application's sources of properties. */
    private static final List<String> URLS = List.of("url", "hikari.jdbc-url", "tomcat.url", "dbcp2.url");

    /** Last parts of the names of properties for workers alone that ask for one. */
    private static final Set<String> ASKING =
            Set.of("url", "jdbcurl", "datasourceclassname", "embeddeddatabaseconnection");

    private final String inWords;
    private final String type;
    private final String details;
    private final String prefix;
    private final Function<Object, DatabaseKind> kind;

    BootDatabase(String inWords, String type, String details, String prefix, Function<Object, DatabaseKind> kind) {
        this.inWords = inWords;
        this.type = type;
        this.details = details;
        this.prefix = prefix;
        this.kind = kind;
    }

    /** Returns the names of those which the application itself may have. */
    public static List<String> ownOf(BeanFactory beans) {
        return beans instanceof ConfigurableListableBeanFactory listable
                ? presentIn(listable.getBeanClassLoader())
                        .filter(database -> database.mayBeOwnOf(listable))
                        .map(BootDatabase::name)
                        .toList()
                : List.of();
    }

    static Stream<BootDatabase> presentIn(@Nullable ClassLoader loader) {
        return Arrays.stream(values()).filter(database -> ClassUtils.isPresent(database.type, loader));
    }

    /** One that is not made yet, or can't be read, is another where a bean of somebody else's says which. */
    private boolean mayBeOwnOf(ConfigurableListableBeanFactory beans) {
        boolean isSaid = namesOf(beans, details).anyMatch(name -> !isOfBoot(beans, name));
        return namesOf(beans, type).filter(name -> isOfBoot(beans, name)).anyMatch(name -> {
            Object made = beans.getSingleton(name);
            DatabaseKind known = made == null ? DatabaseKind.UNKNOWN : kind.apply(made);
            return known == DatabaseKind.IN_MEMORY || known == DatabaseKind.UNKNOWN && !isSaid;
        });
    }

    private static Stream<String> namesOf(ConfigurableListableBeanFactory beans, String type) {
        ClassLoader loader = beans.getBeanClassLoader();
        return ClassUtils.isPresent(type, loader)
                ? Arrays.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
                        beans, ClassUtils.resolveClassName(type, loader), true, false))
                : Stream.empty();
    }

    /** By its definition; with one that was processed ahead of time the method alone tells. */
    static boolean isOfBoot(ConfigurableListableBeanFactory beans, String name) {
        try {
            BeanDefinition definition = beans.getMergedBeanDefinition(name);
            Method method = definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
            return isOfBoot(definition.getFactoryBeanName())
                    || isOfBoot(definition.getBeanClassName())
                    || method != null && isOfBoot(method.getDeclaringClass().getName());
        } catch (NoSuchBeanDefinitionException e) {
            return false; // An object that somebody has registered.
        }
    }

    private static boolean isOfBoot(@Nullable String place) {
        return place != null && place.startsWith(BOOT);
    }

    boolean isInMemory(Object bean) {
        return kind.apply(bean) == DatabaseKind.IN_MEMORY;
    }

    /** Whether a property, or a bean that is not made of properties, says which database is meant, be it one in memory. */
    boolean isAskedFor(ConfigurableListableBeanFactory beans, Environment environment, Map<String, String> overrides) {
        return namesOf(beans, details).map(beans::getSingleton).anyMatch(BootDatabase::isOfSomebody)
                || URLS.stream().anyMatch(url -> StringUtils.hasText(environment.getProperty(prefix + url)))
                || overrides.keySet().stream().anyMatch(this::asks);
    }

    private static boolean isOfSomebody(@Nullable Object knowing) {
        return knowing != null && !isOfBoot(knowing.getClass().getName());
    }

    private boolean asks(String override) {
        String name = PropertyNames.uniform(override);
        return name.startsWith(prefix) && ASKING.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    String inWords() {
        return inWords;
    }

    String urlProperty() {
        return prefix + "url";
    }

    String detailsInWords() {
        return ClassUtils.getShortName(details);
    }
}
