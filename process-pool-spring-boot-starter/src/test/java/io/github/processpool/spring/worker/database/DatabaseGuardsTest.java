package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.processpool.spring.worker.ContextOfWorker;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.service.spi.ServiceContributor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.init.DataSourceInitializer;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** Which database a worker creates and fills is decided for each data source, by what its connection says; no process is needed. */
class DatabaseGuardsTest {

    private static Server server;

    @RegisterExtension
    final ContextOfWorker worker = new ContextOfWorker();

    private final AnnotationConfigApplicationContext context = worker.context();

    @BeforeAll
    static void startServer() throws SQLException {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    @BeforeEach
    void someDatabaseMayBePrivate() {
        worker.privateDatabase = true;
    }

    private static String inMemory() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private static String shared() {
        return "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private void set(String... properties) {
        TestPropertyValues.of(
                        "test.database=true",
                        "spring.sql.init.mode=always",
                        "spring.sql.init.schema-locations=classpath:worker-context/schema.sql",
                        "spring.flyway.locations=classpath:worker-context/migration")
                .and(properties)
                .applyTo(context);
    }

    private boolean hasTable(String source, String table) {
        return hasTable(context.getBean(source, DataSource.class), table);
    }

    private static boolean hasTable(DataSource source, String table) {
        return new JdbcTemplate(source)
                        .queryForObject(
                                "select count(*) from information_schema.tables where lower(table_name) = ?",
                                Integer.class,
                                table)
                > 0;
    }

    @Test
    void databaseInMemoryIsFilledThoughOnlyItsDataSourceIsInjected() {
        set("spring.datasource.url=" + inMemory());
        worker.refresh(Scripts.class);
        assertThat(hasTable("dataSource", "script_row")).isTrue();
    }

    @Test
    void databaseOfBootsOwnNameIsFilled() {
        set();
        worker.refresh(Scripts.class);
        assertThat(hasTable("dataSource", "script_row")).isTrue();
    }

    @Test
    void databaseBehindAWrapperIsFilled() {
        set();
        worker.refresh(Wrapped.class);
        assertThat(hasTable("dataSource", "script_row")).isTrue();
    }

    @Test
    void scriptsThatWaitForJpaFindItsTables() {
        set("spring.datasource.url=" + inMemory(), "spring.jpa.defer-datasource-initialization=true");
        worker.refresh(Jpa.class);
        assertThat(hasTable("dataSource", "script_row")).isTrue();
        assertThat(hasTable("dataSource", "page")).isTrue();
    }

    @Test
    void eachOfTwoDatabasesIsDecidedAlone() {
        set();
        worker.refresh(Two.class);
        assertThat(hasTable("own", "own_row")).isTrue();
        assertThat(hasTable("others", "own_row")).isFalse();
    }

    @Test
    void sharedDatabaseIsNotTouchedByAnything() {
        set(
                "spring.datasource.url=" + shared(),
                "spring.jpa.hibernate.ddl-auto=create",
                "spring.liquibase.change-log=classpath:worker-context/changelog.sql",
                "spring.liquibase.analytics-enabled=false");
        worker.refresh(Everything.class);
        assertThat(context.getBean(EntityManagerFactory.class).isOpen()).isTrue();
        for (String table : new String[] {
            "script_row", "page", "flyway_row", "flyway_schema_history", "own_row", "databasechangelog"
        }) {
            assertThat(hasTable("dataSource", table)).as(table).isFalse();
        }
    }

    @Test
    void sharedDatabaseBehindAWrapperIsNotTouched() {
        set();
        Wrapped.url = shared();
        try {
            worker.refresh(Wrapped.class);
            assertThat(hasTable("dataSource", "script_row")).isFalse();
        } finally {
            Wrapped.url = null;
        }
    }

    @Test
    void flywayOfASharedDatabaseRefusesInWordsWhatWouldChangeIt() {
        set();
        worker.refresh(OwnFlyway.class);
        Flyway flyway = context.getBean(Flyway.class);
        assertThat(hasTable("dataSource", "flyway_row")).isFalse();
        assertThat(flyway.getConfiguration().getLocations()).hasSize(1);
        assertThatThrownBy(flyway::clean)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Flyway.clean() is not done in a worker process")
                .hasMessageContaining("shared with the application");
    }

    @Test
    void initializerThatSaysNothingAboutItsDatabaseIsNotMadeUnlessAllArePrivate() {
        set();
        UnknownInitializerDetector.name = "unknown";
        try {
            worker.refresh(Two.class, Unknown.class);
            assertThat(hasTable("own", "unknown_row")).isFalse();
        } finally {
            UnknownInitializerDetector.name = null;
        }
    }

    @Test
    void factoryOfHibernatesOwnMakesAndDropsNothingInASharedDatabase() {
        JdbcDataSource source = source(shared());
        new JdbcTemplate(source).execute("create table page (id bigint primary key)");
        handMade(source).close();
        assertThat(hasTable(source, "page")).isTrue();

        JdbcDataSource own = source(inMemory());
        try (SessionFactory factory = handMade(own)) {
            assertThat(hasTable(own, "page")).isTrue();
        }
        assertThat(hasTable(own, "page")).isFalse();
        assertThat(ServiceLoader.load(ServiceContributor.class)).anyMatch(HibernateSchemas.class::isInstance);
    }

    /** As in a worker process, where Hibernate finds the guard by itself. */
    private static SessionFactory handMade(DataSource source) {
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder()
                .applySettings(
                        Map.of("hibernate.connection.datasource", source, "hibernate.hbm2ddl.auto", "create-drop"));
        HibernateSchemas.guard(builder);
        return new Configuration().addAnnotatedClass(Page.class).buildSessionFactory(builder.build());
    }

    @Test
    void poolsBehindARouterAreSmall() {
        worker.refresh(Router.class);
        assertThat(context.getBean("router")).isNotNull();
        for (HikariDataSource pool : Router.POOLS) {
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
            assertThat(pool.getMinimumIdle()).isZero();
        }
    }

    private static JdbcDataSource source(String url) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url);
        return source;
    }

    private static DataSourceInitializer script(DataSource source) {
        DataSourceInitializer initializer = new DataSourceInitializer();
        initializer.setDataSource(source);
        initializer.setDatabasePopulator(
                new ResourceDatabasePopulator(new ClassPathResource("worker-context/own.sql")));
        return initializer;
    }

    @Entity(name = "page")
    static class Page {

        @Id
        Long id;
    }

    /** Says nothing about what is behind it but by its connections. */
    private static final class Wrapper extends AbstractDataSource {

        private final DataSource behind;

        Wrapper(DataSource behind) {
            this.behind = behind;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return behind.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return behind.getConnection(user, password);
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({DataSourceAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class})
    static class Scripts {}

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceInitializationAutoConfiguration.class)
    static class Wrapped {

        private static String url;

        @Bean
        DataSource dataSource() {
            return new Wrapper(source(url == null ? inMemory() : url));
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceInitializationAutoConfiguration.class,
        HibernateJpaAutoConfiguration.class
    })
    @EntityScan(basePackageClasses = Page.class)
    static class Jpa {}

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class})
    static class Everything extends Jpa {

        @Bean
        DataSourceInitializer ownScript(DataSource source) {
            return script(source);
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    static class Two {

        @Bean
        DataSource own() {
            return source(inMemory());
        }

        @Bean
        DataSource others() {
            return source(shared());
        }

        @Bean
        DataSourceInitializer ownScript(@Qualifier("own") DataSource source) {
            return script(source);
        }

        @Bean
        DataSourceInitializer othersScript(@Qualifier("others") DataSource source) {
            return script(source);
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    static class Unknown {

        @Bean
        InitializingBean unknown(Map<String, DataSource> sources) {
            return () -> sources.values()
                    .forEach(source -> new JdbcTemplate(source).execute("create table unknown_row (x int)"));
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    static class OwnFlyway {

        @Bean
        DataSource dataSource() {
            return source(shared());
        }

        @Bean(initMethod = "migrate")
        Flyway flyway(DataSource source) {
            return Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:worker-context/migration")
                    .load();
        }
    }

    @org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
    static class Router {

        static final HikariDataSource[] POOLS = {new HikariDataSource(), new HikariDataSource()};

        @Bean
        DataSource router() {
            AbstractRoutingDataSource router = new AbstractRoutingDataSource() {

                @Override
                protected Object determineCurrentLookupKey() {
                    return "first";
                }
            };
            router.setTargetDataSources(Map.of("first", POOLS[0]));
            router.setDefaultTargetDataSource(new Wrapper(POOLS[1]));
            return router;
        }
    }
}
