package io.github.processpool.spring.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.autoconfigure.FailedStart;
import io.github.processpool.spring.autoconfigure.ProcessPoolAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.env.MockEnvironment;

/** Effects of properties, those that a pool inherits, and the words for pools that can't be. */
class PoolPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ProcessPoolAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

    @Test
    void describesDefaultPool() {
        runner.withPropertyValues(
                        "process-pool.name=renderers",
                        "process-pool.max-workers=3",
                        "process-pool.queue-capacity=7",
                        "process-pool.idle-timeout=5s",
                        "process-pool.max-queued-bytes=10MB",
                        "process-pool.when-full=block",
                        "process-pool.max-tasks-per-worker=100",
                        "process-pool.quarantine-after=5",
                        "process-pool.spare-workers=1",
                        "process-pool.max-worker-age=6h",
                        "process-pool.max-worker-memory=512MB",
                        "process-pool.worker-heap=64MB",
                        "process-pool.jvm-arguments=-Xss1m,-Dsome=thing",
                        "process-pool.environment.LANG=C",
                        "process-pool.working-directory=" + System.getProperty("java.io.tmpdir"),
                        "process-pool.java-executable=" + System.getProperty("java.home") + "/bin/java",
                        "process-pool.class-path=" + System.getProperty("java.io.tmpdir") + "/*,.",
                        "process-pool.command-prefix=nice,-n,10",
                        "process-pool.start-timeout=1m",
                        "process-pool.heartbeat-timeout=0",
                        "process-pool.grace-period=100ms",
                        "process-pool.max-payload=1GB",
                        "process-pool.parameter-filter=java.base/*;!*",
                        "process-pool.result-filter=java.base/*;!*",
                        "process-pool.shutdown-timeout=10s")
                .run(context -> {
                    PoolSnapshot snapshot = snapshot(context, "renderers");
                    assertThat(snapshot.maxWorkers()).isEqualTo(3);
                    assertThat(snapshot.queueCapacity()).isEqualTo(7);
                });
    }

    @Test
    void namedPoolInheritsWhatItDoesNotSay() {
        runner.withPropertyValues(
                        "process-pool.max-workers=3",
                        "process-pool.queue-capacity=7",
                        "process-pool.pools.pdf.queue-capacity=9")
                .run(context -> {
                    assertThat(snapshot(context, "process-pool").queueCapacity())
                            .isEqualTo(7);
                    assertThat(snapshot(context, "pdf").queueCapacity()).isEqualTo(9);
                    assertThat(snapshot(context, "pdf").maxWorkers()).isEqualTo(3);
                });
    }

    @Test
    void inheritedMinimumFollowsOwnMaximum() {
        ProcessPoolProperties properties = new ProcessPoolProperties();
        properties.setMinWorkers(4);
        properties.setMaxWorkers(4);
        ProcessPoolProperties.NamedPool pdf = new ProcessPoolProperties.NamedPool();
        pdf.setMaxWorkers(2);
        properties.getPools().put("pdf", pdf);
        assertThat(PropertyLayers.ofNamedPool("pdf", properties, new MockEnvironment()).toBuilder())
                .isNotNull();
    }

    @Test
    void poolWithoutPropertiesOfItsOwnIsDefinedByItsName() {
        // Boot 4.0 takes no empty value for an object: there a named pool needs one property.
        assumeThat(SpringBootVersion.getVersion()).doesNotStartWith("4.0.");
        runner.withPropertyValues("process-pool.pools.pdf=")
                .run(context ->
                        assertThat(context.getBean(ProcessPools.class).names()).contains("pdf"));
    }

    @Test
    void poolsWithOneNameAreRefused() {
        assertThat(FailedStart.of(runner.withPropertyValues(
                                "process-pool.name=pdf", "process-pool.pools.pdf.max-workers=1"))
                        .getDescription())
                .contains("'processPoolExecutor'", "'pdfProcessPoolExecutor'", "name 'pdf'");
    }

    @Test
    void poolWithNameOfApplicationTaskExecutorIsRefused() {
        assertThat(FailedStart.of(runner.withPropertyValues("process-pool.pools.applicationTaskExecutor.max-workers=1"))
                        .getDescription())
                .contains("process-pool.pools.applicationTaskExecutor", "@Async");
    }

    @Test
    void poolBeanWithNameOfTaskExecutorIsRefused() {
        assertThat(FailedStart.of(runner.withUserConfiguration(PoolCalledTaskExecutor.class))
                        .getDescription())
                .contains("'taskExecutor'", "@Async");
    }

    @Test
    void unknownPoolIsToldWithTheKnownOnes() {
        FailureAnalysis analysis = FailedStart.of(runner.withPropertyValues("process-pool.pools.mail.max-workers=1")
                .withUserConfiguration(WantsUnknownPool.class));
        assertThat(analysis.getDescription()).contains("'pdf'", "process-pool, mail");
        assertThat(analysis.getAction()).contains("process-pool.pools.pdf.max-workers");
    }

    private static PoolSnapshot snapshot(AssertableApplicationContext context, String pool) {
        return context.getBean(ProcessPools.class).get(pool).snapshot();
    }

    @Configuration(proxyBeanMethods = false)
    static class PoolCalledTaskExecutor {

        @Bean
        ProcessPoolExecutor taskExecutor() {
            return ProcessPoolExecutor.builder().name("own").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsUnknownPool {

        @Bean
        Object wants(ProcessPools pools) {
            return pools.get("pdf");
        }
    }
}
