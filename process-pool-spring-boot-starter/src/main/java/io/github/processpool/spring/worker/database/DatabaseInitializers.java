package io.github.processpool.spring.worker.database;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** By name, since none of the libraries need be there. */
    public static final List<String> TYPES = List.of(
            "org.springframework.jdbc.datasource.init.DataSourceInitializer",
            "org.springframework.boot.sql.init.AbstractScriptDatabaseInitializer",
            "org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer",
            "org.flywaydb.core.Flyway",
            "liquibase.integration.spring.SpringLiquibase",
            "liquibase.integration.spring.MultiTenantSpringLiquibase",
            "org.springframework.modulith.events.jdbc.DatabaseSchemaInitializer");

    /** Of stores that are not reached by JDBC, so never private because a data source is. */
    public static final List<String> TYPES_WITHOUT_JDBC = List.of(
            "org.springframework.r2dbc.connection.init.ConnectionFactoryInitializer",
            "org.springframework.boot.r2dbc.init.R2dbcScriptDatabaseInitializer");

    private static final String DETECTOR = "org.springframework.boot.sql.init.dependency.DatabaseInitializerDetector";
    private static final String DETECTOR_OF_JPA = "org.springframework.boot.jpa.JpaDatabaseInitializerDetector";

    private DatabaseInitializers() {}

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
