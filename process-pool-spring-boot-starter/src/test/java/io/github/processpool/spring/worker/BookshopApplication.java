package io.github.processpool.spring.worker;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.spring.annotation.ProcessAsync;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DataSourceInitializer;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.annotation.Transactional;

/**
 * An application whose database is made anew at each start, in every way there is: by Hibernate, by scripts, by Flyway and
 * Liquibase told to drop everything first, and by beans of its own. Its {@code main} catches whatever happens.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EntityScan(basePackageClasses = BookshopApplication.class)
@EnableJpaRepositories(basePackageClasses = BookshopApplication.class, considerNestedRepositories = true)
class BookshopApplication {

    static final List<String> TABLES = List.of("book", "script_row", "fw.flyway_row", "lb.liquibase_row", "own_row");

    static final List<String> ARGUMENTS = List.of(
            "--" + DatabaseOnDemand.PROPERTY + "=true",
            "--spring.datasource.hikari.maximum-pool-size=5",
            "--spring.jpa.hibernate.ddl-auto=create-drop",
            "--spring.sql.init.mode=always",
            "--spring.sql.init.schema-locations=classpath:worker-context/schema.sql",
            "--spring.flyway.locations=classpath:worker-context/migration",
            "--spring.flyway.schemas=FW",
            "--spring.flyway.clean-disabled=false",
            "--spring.liquibase.change-log=classpath:worker-context/changelog.sql",
            "--spring.liquibase.default-schema=LB",
            "--spring.liquibase.drop-first=true",
            "--spring.liquibase.analytics-enabled=false",
            "--spring.main.web-application-type=none",
            "--test.small=true",
            "--process-pool.max-workers=1",
            "--process-pool.start-timeout=3m");

    static ConfigurableApplicationContext context;

    public static void main(String[] arguments) {
        try {
            context = SpringApplication.run(BookshopApplication.class, arguments);
        } catch (Throwable e) {
            System.out.println("Caught: " + e);
        }
    }

    @Bean
    FlywayMigrationStrategy fromScratch() {
        return flyway -> {
            flyway.clean();
            flyway.migrate();
        };
    }

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
    InitializingBean ownMigration(JdbcTemplate jdbc) {
        return () -> jdbc.update("delete from own_row where name <> 'own'");
    }

    @Bean
    @DependsOn("ownScript")
    Shop shop(Books books, JdbcTemplate jdbc, DataSource source) {
        return new Shop(books, jdbc, source);
    }

    @Entity(name = "Book")
    static class Book {

        @Id
        @GeneratedValue
        Long id;

        String name;

        protected Book() {}

        Book(String name) {
            this.name = name;
        }
    }

    interface Books extends JpaRepository<Book, Long> {

        @ProcessAsync
        CompletableFuture<Long> countByName(String name);
    }

    static class Shop {

        private final Books books;
        private final JdbcTemplate jdbc;
        private final DataSource source;

        Shop(Books books, JdbcTemplate jdbc, DataSource source) {
            this.books = books;
            this.jdbc = jdbc;
            this.source = source;
        }

        @Transactional
        public void addEverywhere(String name) {
            books.save(new Book(name));
            for (String table : TABLES.subList(1, TABLES.size())) {
                jdbc.update("insert into " + table + " values (?)", name);
            }
        }

        @Transactional
        public void addAndFail(String name) {
            books.save(new Book(name));
            books.flush();
            throw new IllegalStateException("no more books");
        }

        public Map<String, Integer> rows() {
            Map<String, Integer> rows = new LinkedHashMap<>();
            for (String table : TABLES) {
                rows.put(table, jdbc.queryForObject("select count(*) from " + table, Integer.class));
            }
            return rows;
        }

        public int connections() {
            return ((HikariDataSource) source).getMaximumPoolSize();
        }
    }
}
