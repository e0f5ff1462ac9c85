package io.github.processpool.spring.worker.database;

import io.github.processpool.spring.WorkerProcess;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.service.spi.ServiceContributor;

/**
 * Keeps Hibernate in a worker process from creating, updating or dropping anything in a database that is not the worker's own, however
 * its factory is made: by Hibernate's or JPA's own means in a method of the application, too. Found by Hibernate as a service; does
 * nothing in other processes. Stateless.
 */
public final class HibernateSchemas implements ServiceContributor {

    private static final List<String> SOURCES = List.of(
            "hibernate.connection.datasource",
            "jakarta.persistence.nonJtaDataSource",
            "jakarta.persistence.jtaDataSource",
            "javax.persistence.nonJtaDataSource",
            "javax.persistence.jtaDataSource");

    private static final List<String> URLS =
            List.of("hibernate.connection.url", "jakarta.persistence.jdbc.url", "javax.persistence.jdbc.url");

    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        if (WorkerProcess.isWorker()) {
            guard(builder);
        }
    }

    static void guard(StandardServiceRegistryBuilder builder) {
        if (!isPrivate(builder.getSettings())) {
            SchemaGuard.SCHEMA_PROPERTIES.forEach(builder::applySetting);
        }
    }

    private static boolean isPrivate(Map<String, Object> settings) {
        for (String name : SOURCES) {
            if (settings.get(name) instanceof DataSource source) {
                return WorkerDatabases.isPrivate(source);
            }
        }
        for (String name : URLS) {
            if (settings.get(name) instanceof String url) {
                return DatabaseKind.of(url) == DatabaseKind.IN_MEMORY;
            }
        }
        return false;
    }
}
