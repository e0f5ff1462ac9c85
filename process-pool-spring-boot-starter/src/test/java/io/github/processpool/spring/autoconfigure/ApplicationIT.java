package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerContext;
import io.github.processpool.spring.Flag;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Spring Boot applications whose tasks run in other processes. */
@ExtendWith({OutputCaptureExtension.class, NoWorkerIsLeft.class})
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ApplicationIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A task in another process, meters and health of the pool, new processes after a restart, and an end that waits for a task. */
    @Test
    void runsTasksInOtherProcessesFromItsStartThroughARestartToItsEnd(@TempDir Path folder) throws Exception {
        try (ConfigurableApplicationContext context = start(Application.class, "--process-pool.max-workers=1")) {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            long worker = pool.submit(() -> ProcessHandle.current().pid()).get();
            assertThat(worker).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertHasMeters(context.getBean(MeterRegistry.class));

            context.stop();
            assertThat(ProcessHandle.of(worker)).isEmpty();
            context.start();
            assertThat(pool.submit(() -> ProcessHandle.current().pid()).get()).isNotEqualTo(worker);

            assertClosesWhenItsTaskHasEnded(context, pool, Flag.in(folder));
        }
    }

    private static void assertHasMeters(MeterRegistry registry) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(registry.get("executor").timer().count()).isEqualTo(1);
            assertThat(registry.get("process.pool.worker.start.time").timer().count())
                    .isEqualTo(1);
            assertThat(registry.get("process.pool.memory.resident").gauge().value())
                    .isPositive();
        });
    }

    private static void assertClosesWhenItsTaskHasEnded(
            ConfigurableApplicationContext context, ProcessPoolExecutor pool, Flag released) throws Exception {
        ProcessFuture<Integer> task = pool.submit(() -> {
            released.awaitInTask();
            return 42;
        });

        CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
        await().atMost(LIMIT).until(pool::isShutdown);
        assertThat(closed).isNotDone();
        released.raise();
        closed.get(30, TimeUnit.SECONDS);

        assertThat(task).isCompletedWithValue(42);
    }

    @Test
    void poolsHaveProcessesOfTheirOwn() throws Exception {
        try (ConfigurableApplicationContext context = start(
                NamedPool.class,
                "--process-pool.max-workers=1",
                "--process-pool.pools.pdf.max-workers=1",
                "--process-pool.pools.pdf.jvm-arguments=-Dkind=pdf")) {
            ProcessPoolExecutor pdf = context.getBean(NamedPool.class).pdf;
            ProcessPoolExecutor plain = context.getBean("processPoolExecutor", ProcessPoolExecutor.class);
            assertThat(pdf.submit(() -> System.getProperty("kind")).get()).isEqualTo("pdf");
            assertThat(plain.submit(() -> System.getProperty("kind")).get()).isNull();
            assertThat(pdf.submit(() -> WorkerContext.current().poolName()).get())
                    .isEqualTo("pdf");
        }
    }

    @Test
    void taskThatDoesNotEndInTimeIsLostAndTold(CapturedOutput output) {
        ConfigurableApplicationContext context = start(
                Application.class,
                "--process-pool.max-workers=1",
                "--process-pool.shutdown-timeout=200ms",
                "--process-pool.grace-period=0");
        ProcessFuture<Void> task = endlessTask(context.getBean(ProcessPoolExecutor.class));

        context.close();

        assertThat(task).isCancelled();
        assertThat(output).contains("were lost: 1");
    }

    @Test
    void contextThatFailsToStartLeavesNoProcess() {
        assertThatThrownBy(() -> start(FailsAfterThePool.class, "--process-pool.min-workers=1"))
                .hasStackTraceContaining("fails after the pool");
        assertThat(FailsAfterThePool.workers).isEqualTo(1);
    }

    @Test
    void poolWhoseWorkersCanNotStartIsDownWithTheReason() {
        try (ConfigurableApplicationContext context = start(
                Application.class, "--process-pool.max-workers=1", "--process-pool.jvm-arguments=-XX:NoSuchOption")) {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            ProcessFuture<Integer> task = pool.submit(() -> 1);

            assertThat(task)
                    .failsWithin(Duration.ofSeconds(40))
                    .withThrowableThat()
                    .withCauseInstanceOf(PoolBrokenException.class);
            assertThat(pool.snapshot().state()).isEqualTo(PoolState.BROKEN);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    health(context).getDetails().get("reason").toString())
                            .contains("NoSuchOption", "in ten minutes")
                            .doesNotContain("-cp", "recovers by itself"));
            assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.START_FAILED, 1L);
            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
        }
    }

    private static Health health(ConfigurableApplicationContext context) {
        Health health = context.getBean("processPoolHealthContributor", HealthIndicator.class)
                .health();
        assertThat(health).isNotNull();
        return health;
    }

    private static ProcessFuture<Void> endlessTask(ProcessPoolExecutor pool) {
        ProcessFuture<Void> task = pool.submit(() -> {
            new CountDownLatch(1).await();
            return null;
        });
        await().atMost(LIMIT)
                .until(() -> pool.snapshot().workers().stream()
                        .anyMatch(worker -> worker.currentTask().isPresent()));
        return task;
    }

    private static ConfigurableApplicationContext start(Class<?> source, String... arguments) {
        SpringApplication application = new SpringApplication(source);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class NamedPool {

        final ProcessPoolExecutor pdf;

        NamedPool(@Qualifier("pdf") ProcessPoolExecutor pdf) {
            this.pdf = pdf;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class FailsAfterThePool {

        static int workers;

        /** Started after the pool, when that has a worker. */
        @Bean
        SmartLifecycle failing(ProcessPoolExecutor pool) {
            return new SmartLifecycle() {
                @Override
                public void start() {
                    await().atMost(LIMIT).until(() -> !pool.snapshot().workers().isEmpty());
                    workers = pool.snapshot().workers().size();
                    throw new IllegalStateException("fails after the pool");
                }

                @Override
                public void stop() {}

                @Override
                public boolean isRunning() {
                    return false;
                }
            };
        }
    }
}
