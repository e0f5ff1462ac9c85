package io.github.processpool.spring.worker;

import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DataSourceInitializer;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * A small application with a database that is made at each start by a script, by Flyway and by a bean of its own, where it does not
 * matter that there are {@linkplain BookshopApplication more ways}.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    ProcessPoolAutoConfiguration.class,
    DataSourceAutoConfiguration.class,
    DataSourceInitializationAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class,
    FlywayAutoConfiguration.class
})
class NotebookApplication {

    static final List<String> ARGUMENTS = List.of(
            "--" + DatabaseOnDemand.PROPERTY + "=true",
            "--spring.main.web-application-type=none",
            "--spring.sql.init.mode=always",
            "--spring.sql.init.schema-locations=classpath:worker-context/schema.sql",
            "--spring.flyway.locations=classpath:worker-context/migration",
            "--spring.flyway.schemas=FW",
            "--process-pool.max-workers=1",
            "--process-pool.start-timeout=3m");

    private static final List<String> TABLES = List.of("script_row", "fw.flyway_row", "own_row");

    @Bean
    DataSourceInitializer ownScript(DataSource source) {
        DataSourceInitializer initializer = new DataSourceInitializer();
        initializer.setDataSource(source);
        initializer.setDatabasePopulator(
                new ResourceDatabasePopulator(new ClassPathResource("worker-context/own.sql")));
        return initializer;
    }

    @Bean
    @DependsOn("ownScript")
    Notebook notebook(JdbcTemplate jdbc) {
        return new Notebook(jdbc);
    }

    static class Notebook {

        private final JdbcTemplate jdbc;

        Notebook(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        void addEverywhere(String name) {
            for (String table : TABLES) {
                jdbc.update("insert into " + table + " values (?)", name);
            }
        }

        Map<String, Integer> rows() {
            Map<String, Integer> rows = new LinkedHashMap<>();
            for (String table : TABLES) {
                rows.put(table, jdbc.queryForObject("select count(*) from " + table, Integer.class));
            }
            return rows;
        }
    }
}
