package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.worker.database.ContainersOfUrlsTest.Pooled;
import io.github.processpool.spring.worker.database.ContainersOfUrlsTest.Told;
import io.r2dbc.spi.ConnectionFactory;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class FallbackDatabaseTest {

    private static final String FACTORY = "org.springframework.boot.r2dbc.Factories";

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class));

    private final ApplicationContextRunner worker = worker(Map.of(), List.of());

    private ApplicationContextRunner worker(Map<String, String> overrides, List<String> own) {
        return application.withInitializer(context -> context.getBeanFactory()
                .addBeanPostProcessor(
                        new FallbackDatabase(context.getBeanFactory(), context.getEnvironment(), overrides, own)));
    }

    private ApplicationContextRunner lazily() {
        return application.withInitializer(
                context -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
    }

    private static List<String> ownOf(GenericApplicationContext context) {
        return BootDatabase.ownOf(context.getBeanFactory());
    }

    @Test
    void refusesAnEmptyDatabaseWhereOnlyTheApplicationKnowsItsOwn() {
        worker.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("The data source 'dataSource' is refused in workers")
                .hasMessageContaining("Take @ConditionalOnProcessPoolParent off the bean that knows")
                .hasMessageContaining("process-pool.worker.properties.spring.datasource.url"));
    }

    @Test
    void refusesOneThatIsNoPoolToo() {
        worker.withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
                .run(context -> assertThat(context).hasFailed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.datasource.url", "spring.datasource.hikari.jdbc-url"})
    void takesOneInMemoryThatAPropertyAsksFor(String property) {
        worker.withPropertyValues(property + "=jdbc:h2:mem:asked")
                .run(context -> assertThat(context).hasSingleBean(DataSource.class));
        worker.withPropertyValues(property + "=")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void takesTheEmbeddedOneThatAPropertyForWorkersAsksFor() {
        String property = "spring.datasource.embedded-database-connection";
        worker(Map.of(property, "h2"), List.of())
                .withPropertyValues(property + "=h2")
                .run(context -> assertThat(context).hasSingleBean(DataSource.class));
        worker(Map.of("spring.datasource.hikari.maximum-pool-size", "5"), List.of())
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void takesOneInMemoryThatTheApplicationDeclares() {
        worker.withUserConfiguration(Declared.class)
                .run(context -> assertThat(context).hasSingleBean(DataSource.class));
    }

    @Test
    void takesOneInMemoryThatABeanOfTheWorkerKnows() {
        worker.withBean(JdbcConnectionDetails.class, () -> new Known("jdbc:h2:mem:known"))
                .run(context -> assertThat(context).hasSingleBean(DataSource.class));
    }

    @Test
    void takesThatOfBootWhereTheApplicationHasItToo() {
        application.run(context -> assertThat(ownOf((GenericApplicationContext) context.getSourceApplicationContext()))
                .containsExactly("JDBC"));
        lazily().run(context -> assertThat(ownOf((GenericApplicationContext) context.getSourceApplicationContext()))
                .containsExactly("JDBC"));
        worker(Map.of(), List.of("JDBC")).run(context -> assertThat(context).hasSingleBean(DataSource.class));
    }

    @Test
    void theApplicationHasNoneWhereABeanOfItsOwnAloneKnowsAServer() {
        for (ApplicationContextRunner runner : List.of(application, lazily())) {
            runner.withUserConfiguration(Server.class, Unreadable.class).run(context -> {
                assertThat(context).hasNotFailed().hasBean("dataSource");
                assertThat(PrivateDatabase.mayBeIn(
                                context.getSourceApplicationContext().getAutowireCapableBeanFactory()))
                        .isTrue();
                assertThat(ownOf((GenericApplicationContext) context.getSourceApplicationContext()))
                        .isEmpty();
            });
        }
    }

    @Test
    void theApplicationHasNoneWhereItDeclaresItsDataSource() {
        application
                .withUserConfiguration(Declared.class)
                .run(context -> assertThat(ownOf((GenericApplicationContext) context.getSourceApplicationContext()))
                        .isEmpty());
    }

    @Test
    void reactiveOneIsRefusedLikewise() {
        try (GenericApplicationContext context = reactive(true, List.of())) {
            assertThatThrownBy(() -> context.getBean("embedded"))
                    .rootCause()
                    .hasMessageContaining("The connection factory 'embedded' is refused in workers")
                    .hasMessageContaining("R2dbcConnectionDetails")
                    .hasMessageContaining("process-pool.worker.properties.spring.r2dbc.url");
            assertThat(context.getBean("server")).isInstanceOf(ConnectionFactory.class);
        }
        try (GenericApplicationContext context = reactive(true, List.of("R2DBC"))) {
            assertThat(context.getBean("embedded")).isInstanceOf(Pooled.class);
        }
    }

    @Test
    void reactiveOneOfTheApplicationIsKnown() {
        try (GenericApplicationContext context = reactive(false, List.of())) {
            assertThat(ownOf(context)).as("not made yet").containsExactly("R2DBC");
            context.getBean("server");
            context.getBean("embedded");
            assertThat(ownOf(context)).containsExactly("R2DBC");
            context.removeBeanDefinition("embedded");
            assertThat(ownOf(context)).isEmpty();
        }
    }

    /** With two factories that look like Boot's. */
    private static GenericApplicationContext reactive(boolean guarded, List<String> own) {
        GenericApplicationContext context = new GenericApplicationContext();
        context.registerBean(FACTORY, Factories.class, Factories::new);
        for (String name : List.of("embedded", "server")) {
            RootBeanDefinition definition = new RootBeanDefinition();
            definition.setFactoryBeanName(FACTORY);
            definition.setFactoryMethodName(name);
            definition.setLazyInit(true);
            context.registerBeanDefinition(name, definition);
        }
        if (guarded) {
            context.getBeanFactory()
                    .addBeanPostProcessor(
                            new FallbackDatabase(context.getBeanFactory(), context.getEnvironment(), Map.of(), own));
        }
        context.refresh();
        return context;
    }

    static class Factories {

        ConnectionFactory embedded() {
            return new Pooled(new Told("r2dbc:h2:mem:///x?options=DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"));
        }

        ConnectionFactory server() {
            return new Pooled(new Told("r2dbc:postgresql://localhost/shop"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Declared {

        @Bean
        DataSource dataSource() {
            return new DriverManagerDataSource("jdbc:h2:mem:declared");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Unreadable {

        @Bean(defaultCandidate = false)
        DataSource other() {
            return new AbstractDataSource() {

                @Override
                public Connection getConnection() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Connection getConnection(String user, String password) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Server {

        @Bean
        @ConditionalOnProcessPoolParent
        JdbcConnectionDetails details() {
            return new Known("jdbc:h2:tcp://localhost/shop");
        }
    }

    record Known(String url) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "sa";
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }
    }
}
