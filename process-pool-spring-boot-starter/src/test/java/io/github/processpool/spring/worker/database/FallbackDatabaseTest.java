package io.github.processpool.spring.worker.database;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class FallbackDatabaseTest {

    private final ApplicationContextRunner worker = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withInitializer(context -> context.getBeanFactory()
                    .addBeanPostProcessor(new FallbackDatabase(context.getBeanFactory(), context.getEnvironment())));

    @Test
    void refusesAnEmptyDatabaseWhereOnlyTheApplicationKnowsItsOwn() {
        worker.run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("'dataSource' is refused in workers")
                .hasMessageContaining("Take @ConditionalOnProcessPoolParent off the bean that knows"));
    }

    @Test
    void refusesOneThatIsNoPoolToo() {
        worker.withPropertyValues("spring.datasource.type=org.springframework.jdbc.datasource.SimpleDriverDataSource")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void takesOneInMemoryThatAPropertyAsksFor() {
        worker.withPropertyValues("spring.datasource.url=jdbc:h2:mem:asked")
                .run(context -> assertThat(context).hasSingleBean(DataSource.class));
    }

    @Test
    void takesOneInMemoryThatTheApplicationDeclares() {
        worker.withUserConfiguration(Declared.class)
                .run(context -> assertThat(context).hasSingleBean(DataSource.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class Declared {

        @Bean
        DataSource dataSource() {
            return new DriverManagerDataSource("jdbc:h2:mem:declared");
        }
    }
}
