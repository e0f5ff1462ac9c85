package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ProcessPoolMetricsAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolAutoConfiguration.class,
                    ProcessPoolMetricsAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class));

    private final ApplicationContextRunner withMetrics = runner.withConfiguration(AutoConfigurations.of(
            MetricsAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class,
            TaskExecutorMetricsAutoConfiguration.class));

    @Test
    void everyPoolIsMeteredUnderItsName() {
        withMetrics.withPropertyValues("process-pool.pools.pdf.max-workers=3").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.get("executor.pool.max")
                            .tag("name", "pdf")
                            .gauge()
                            .value())
                    .isEqualTo(3);
            assertThat(registry.get("executor.pool.max")
                            .tag("name", "process-pool")
                            .gauges())
                    .hasSize(1);
            assertThat(registry.get("executor.pool.size").gauges()).hasSize(3);
        });
    }

    @Test
    void timesAreRecordedFromTheStart() {
        withMetrics.run(context -> assertThat(context.getBean(MeterRegistry.class)
                        .get("process.pool.task.wait")
                        .tag("name", "process-pool")
                        .timer()
                        .count())
                .isZero());
    }

    @Test
    void ownPoolIsMeteredToo() {
        withMetrics
                .withUserConfiguration(OwnPoolForQualifiers.class)
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .get("executor.queued")
                                .tag("name", "own")
                                .gauges())
                        .hasSize(1));
    }

    @Test
    void lazyApplicationsHaveMetersToo() {
        withMetrics
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> {
                    assertThat(context.getBeanFactory().containsSingleton("simpleMeterRegistry"))
                            .isTrue();
                    assertThat(context.getBean(MeterRegistry.class)
                                    .find("executor.queued")
                                    .tag("name", "process-pool")
                                    .gauges())
                            .hasSize(1);
                });
    }

    @Test
    void ownRegistryIsEnough() {
        runner.withBean(SimpleMeterRegistry.class)
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                                .find("executor.queued")
                                .gauges())
                        .hasSize(1));
    }

    @Test
    void isOffWithoutRegistry() {
        runner.run(context ->
                assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolExecutorBuilderCustomizer.class));
    }

    @Test
    void isOffWithoutPools() {
        withMetrics
                .withPropertyValues("process-pool.enabled=false")
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(ProcessPoolMetricsAutoConfiguration.class));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPoolForQualifiers {

        @Bean(defaultCandidate = false)
        ProcessPoolExecutor ownPool() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }
}
