package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.database.SchemaGuard;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The properties that come first in a worker: what only the parent's environment has, over that what keeps it from being a server,
 * and over all what {@code process-pool.worker.properties} says.
 *
 * <p>As long as definitions are read, only those count which the start itself reads: conditions are decided on the application's
 * values. The rest, which are bound when beans are made, comes into force afterwards; definitions that such a value would have kept
 * out stay, or are taken out by {@code WorkerDefinitions}.
 */
final class WorkerPropertySource {

    static final String NAME = "processPoolWorker";

    /** Registries that send what is measured, each by the name that it has in its property. One that is pulled stays. */
    private static final List<String> PUSHING_REGISTRIES = List.of(
            "appoptics",
            "atlas",
            "datadog",
            "dynatrace",
            "elastic",
            "ganglia",
            "graphite",
            "humio",
            "influx",
            "kairos",
            "newrelic",
            "otlp",
            "signalfx",
            "stackdriver",
            "statsd");

    private WorkerPropertySource() {}

    /** Those for the time until definitions are there. */
    static PropertySource<?> beforeConditions(ApplicationDescription description) {
        Map<String, Object> properties = new LinkedHashMap<>(description.properties());
        putStartQuiet(properties);
        properties.putAll(description.settings().overrides());
        return new MapPropertySource(NAME, properties);
    }

    /** All. */
    static PropertySource<?> of(ApplicationDescription description) {
        Map<String, Object> properties = new LinkedHashMap<>(description.properties());
        putStartQuiet(properties);
        putServerOff(properties);
        putSmallPools(properties);
        putOtherStoresUntouched(properties);
        if (!description.settings().privateDatabase()) {
            putSchemaUntouched(properties);
        }
        properties.putAll(description.shape().generated());
        properties.putAll(description.settings().overrides());
        return new MapPropertySource(NAME, properties);
    }

    /** Read by a run before it has a context. */
    private static void putStartQuiet(Map<String, Object> properties) {
        properties.put("spring.main.banner-mode", "off");
        properties.put("spring.devtools.restart.enabled", "false");
        properties.put("spring.devtools.livereload.enabled", "false");
        properties.put("spring.docker.compose.lifecycle-management", "none");
        properties.putAll(WorkerLogging.properties());
    }

    private static void putServerOff(Map<String, Object> properties) {
        PUSHING_REGISTRIES.forEach(name -> properties.put("management." + name + ".metrics.export.enabled", "false"));
        // Meters of what runs at the moment, made with each observation and read by nobody: a worker's registry has no
        // exporter.
        properties.put("management.metrics.observations.ignored-meters", "long-task-timer");
        properties.put("spring.jmx.enabled", "false");
        properties.put("spring.application.admin.enabled", "false");
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
