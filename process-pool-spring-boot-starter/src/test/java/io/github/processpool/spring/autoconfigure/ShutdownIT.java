package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.spring.NoWorkerIsLeft;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The end of an application whose work does not want to end, and what can be had again after it. */
@ExtendWith({OutputCaptureExtension.class, NoWorkerIsLeft.class})
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ShutdownIT {

    private static final Duration LIMIT = NoWorkerIsLeft.LIMIT;
    /** Spring says this of a phase that took longer than it may. */
    private static final String TOO_LATE = "still running after timeout";

    @Test
    void aWorkerAndItsChildThatIgnoreEverySignalAreGoneWithinThePhase(@TempDir Path folder, CapturedOutput output)
            throws Exception {
        Path pids = folder.resolve("pids");
        String journal = pids.toString();
        ConfigurableApplicationContext context = start("--spring.lifecycle.timeout-per-shutdown-phase=10s");
        ProcessFuture<Void> task = context.getBean(ProcessPoolExecutor.class)
                .with(TaskOptions.builder().name("stubborn").build())
                .submit(() -> refuseToEnd(journal)); // Which returns a value in name only, so that it may throw.
        List<Long> family = await().atMost(LIMIT).until(() -> numbersIn(pids), numbers -> numbers.size() == 2);

        context.close();

        assertThat(output).doesNotContain(TOO_LATE);
        assertThat(output.toString().lines().filter(line -> line.contains("Process pool 'process-pool' stopped after")))
                .singleElement()
                .asString()
                .endsWith("were lost: 1 (stubborn)");
        assertThat(task).isCancelled();
        assertThat(family)
                .allSatisfy(pid -> await().atMost(LIMIT)
                        .until(() -> ProcessHandle.of(pid)
                                .filter(ProcessHandle::isAlive)
                                .isEmpty()));
    }

    /** Writes down this process and a child that ignores signals, and swallows interrupts. */
    private static Void refuseToEnd(String pids) throws IOException {
        String script = "trap '' TERM INT HUP; echo $$ >> \"$0\"; while :; do sleep 300; done";
        Files.writeString(Path.of(pids), ProcessHandle.current().pid() + "\n");
        new ProcessBuilder("sh", "-c", script, pids)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (true) {
            LockSupport.park();
            Thread.interrupted();
        }
    }

    private static List<Long> numbersIn(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Long::valueOf).toList()
                : List.of();
    }

    @Test
    void allPoolsDrainAtTheSameTime(CapturedOutput output) {
        ConfigurableApplicationContext context =
                start("--spring.lifecycle.timeout-per-shutdown-phase=10s", "--process-pool.pools.pdf.max-workers=1");
        List<ProcessFuture<Void>> tasks = Stream.of("processPoolExecutor", "pdfProcessPoolExecutor")
                .map(name -> endlessTask(context.getBean(name, ProcessPoolExecutor.class)))
                .toList();

        context.close();

        assertThat(output).doesNotContain(TOO_LATE);
        assertThat(tasks).allSatisfy(task -> assertThat(task).isCancelled());
        assertThat(output.toString().lines().filter(line -> line.contains("were lost: 1")))
                .hasSize(2);
    }

    @Test
    void aContextThatWasPausedGoesOnWithNewWorkersAndTheSameMeters() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            ProcessPoolExecutor pool = context.getBean(ProcessPoolExecutor.class);
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            long first = pool.submit(() -> ProcessHandle.current().pid()).get();

            context.pause();
            assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolShutdownException.class);

            context.restart();
            assertThat(pool.submit(() -> ProcessHandle.current().pid()).get()).isNotEqualTo(first);
            await().atMost(LIMIT)
                    .until(() -> meters.get("process.pool.task.wait").timer().count() == 2);
            await().atMost(LIMIT)
                    .until(() -> meters.get("process.pool.workers")
                                    .tag("state", "idle")
                                    .gauge()
                                    .value()
                            == 1);
        }
    }

    private static ProcessFuture<Void> endlessTask(ProcessPoolExecutor pool) {
        ProcessFuture<Void> task = pool.submit(() -> {
            while (true) {
                LockSupport.park();
                Thread.interrupted();
            }
        });
        await().atMost(LIMIT).until(() -> pool.snapshot().runningTasks() == 1);
        return task;
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.setDefaultProperties(Map.of(
                "process-pool.max-workers", "1",
                "process-pool.worker-heap", "64MB",
                "process-pool.grace-period", "200ms"));
        return application.run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
