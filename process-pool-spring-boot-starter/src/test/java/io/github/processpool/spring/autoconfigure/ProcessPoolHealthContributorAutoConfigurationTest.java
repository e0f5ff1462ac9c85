package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.health.ProcessPoolHealthIndicator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ProcessPoolHealthContributorAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolHealthContributorAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class));

    @Test
    void onePoolHasPlainIndicator() {
        runner.run(context -> assertThat(context.getBean("processPoolHealthContributor"))
                .isInstanceOf(ProcessPoolHealthIndicator.class));
    }

    @Test
    void severalPoolsAreComposedByName() {
        runner.withPropertyValues("process-pool.pools.pdf.max-workers=1").run(context -> {
            CompositeHealthContributor composite = context.getBean(CompositeHealthContributor.class);
            assertThat(StreamSupport.stream(composite.spliterator(), false).map(HealthContributors.Entry::name))
                    .containsExactlyInAnyOrder("process-pool", "pdf");
        });
    }

    @Test
    void ownPoolForQualifiersHasHealthToo() {
        runner.withUserConfiguration(OwnPoolForQualifiers.class).run(context -> {
            CompositeHealthContributor composite = context.getBean(CompositeHealthContributor.class);
            assertThat(composite.getContributor("own")).isNotNull();
        });
    }

    @Test
    void isOffByProperty() {
        runner.withPropertyValues("management.health.processpool.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(HealthContributor.class)
                        .hasSingleBean(ProcessPoolExecutor.class));
    }

    @Test
    void isOffWithAllOthers() {
        runner.withPropertyValues("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthContributor.class));
    }

    @Test
    void isOffWithoutPools() {
        runner.withPropertyValues("process-pool.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
    }

    @Test
    void givesWayToOwnIndicator() {
        runner.withUserConfiguration(OwnIndicator.class)
                .run(context -> assertThat(context).doesNotHaveBean(ProcessPoolHealthIndicator.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPoolForQualifiers {

        @Bean(defaultCandidate = false)
        ProcessPoolExecutor ownPool() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnIndicator {

        @Bean
        HealthIndicator processPoolHealthIndicator() {
            return () -> Health.up().build();
        }
    }
}
