package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.database.SchemaGuard;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The properties that come first in a worker: what only the parent's environment has, over that what switches off what makes the
 * application a server, and over all what {@code process-pool.worker.properties} says.
 */
final class WorkerPropertySource {

    static final String NAME = "processPoolWorker";

    private WorkerPropertySource() {}

    static PropertySource<?> of(ApplicationDescription description) {
        Map<String, Object> properties = new LinkedHashMap<>(description.properties());
        putServerOff(properties);
        putSmallPools(properties);
        putOtherStoresUntouched(properties);
        if (!description.settings().privateDatabase()) {
            putSchemaUntouched(properties);
        }
        properties.putAll(WorkerLogging.properties());
        properties.putAll(description.settings().overrides());
        return new MapPropertySource(NAME, properties);
    }

    private static void putServerOff(Map<String, Object> properties) {
        properties.put("spring.main.web-application-type", "none");
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.main.log-startup-info", "false");
        properties.put("spring.main.register-shutdown-hook", "false");
        properties.put("spring.main.keep-alive", "false");
        properties.put("spring.main.lazy-initialization", "false"); // Definitions are made lazy by ourselves.
        properties.put("management.server.port", "-1");
        properties.put("management.defaults.metrics.export.enabled", "false");
        properties.put("spring.jmx.enabled", "false");
        properties.put("spring.application.admin.enabled", "false");
        properties.put("spring.devtools.restart.enabled", "false");
        properties.put("spring.devtools.livereload.enabled", "false");
        properties.put("spring.docker.compose.lifecycle-management", "none");
        properties.put("spring.boot.admin.client.enabled", "false");
        properties.put("spring.cloud.service-registry.auto-registration.enabled", "false");
        properties.put("eureka.client.register-with-eureka", "false");
        properties.put("spring.batch.job.enabled", "false");
        properties.put("spring.quartz.auto-startup", "false");
        properties.put("spring.modulith.events.republish-outstanding-events-on-restart", "false");
        properties.put("spring.modulith.republish-outstanding-events-on-restart", "false"); // Its name of old.
        properties.put("spring.kafka.listener.auto-startup", "false");
        properties.put("spring.kafka.streams.auto-startup", "false");
        properties.put("spring.jms.listener.auto-startup", "false");
        properties.put("spring.rabbitmq.listener.simple.auto-startup", "false");
        properties.put("spring.rabbitmq.listener.direct.auto-startup", "false");
        properties.put("spring.rabbitmq.listener.stream.auto-startup", "false");
    }

    /** A worker runs one task at a time; the size that the application asks for is the parent's. */
    private static void putSmallPools(Map<String, Object> properties) {
        properties.put("spring.datasource.hikari.maximum-pool-size", "2");
        properties.put("spring.datasource.hikari.minimum-idle", "0");
        properties.put("spring.datasource.tomcat.max-active", "2");
        properties.put("spring.datasource.tomcat.max-idle", "2");
        properties.put("spring.datasource.tomcat.min-idle", "0");
        properties.put("spring.datasource.tomcat.initial-size", "0");
        properties.put("spring.datasource.dbcp2.max-total", "2");
        properties.put("spring.datasource.dbcp2.min-idle", "0");
        properties.put("spring.datasource.dbcp2.initial-size", "0");
        properties.put("spring.r2dbc.pool.max-size", "2");
        properties.put("spring.r2dbc.pool.min-idle", "0");
        properties.put("spring.r2dbc.pool.initial-size", "0");
    }

    private static void putSchemaUntouched(Map<String, Object> properties) {
        properties.put("spring.sql.init.mode", "never");
        properties.put("spring.flyway.enabled", "false");
        properties.put("spring.liquibase.enabled", "false");
        properties.put("spring.jpa.generate-ddl", "false");
        properties.put("spring.jpa.hibernate.ddl-auto", "none");
        SchemaGuard.SCHEMA_PROPERTIES.forEach((name, value) -> properties.put("spring.jpa.properties." + name, value));
        properties.put("spring.batch.jdbc.initialize-schema", "never");
        properties.put("spring.quartz.jdbc.initialize-schema", "never");
        properties.put("spring.session.jdbc.initialize-schema", "never");
        properties.put("spring.integration.jdbc.initialize-schema", "never");
        properties.put("spring.modulith.events.jdbc.schema-initialization.enabled", "false");
    }

    /** Whether or not a database is private: these are not. */
    private static void putOtherStoresUntouched(Map<String, Object> properties) {
        properties.put("spring.cassandra.schema-action", "none");
        properties.put("spring.data.mongodb.auto-index-creation", "false");
        properties.put("spring.kafka.admin.auto-create", "false");
    }
}
