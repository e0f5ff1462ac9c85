package io.github.processpool.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerCrashedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessPoolMetricsListenerTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ProcessPoolMetricsListener listener = new ProcessPoolMetricsListener(registry, "pdf");

    @Test
    void timesWaitAndExecution() {
        listener.taskFinished(task(TaskState.SUCCEEDED, Optional.of(BEGIN.plusSeconds(2)), Duration.ofSeconds(3)));

        assertThat(seconds("executor.idle")).isEqualTo(2);
        assertThat(seconds("process.pool.task.wait")).isEqualTo(2);
        assertThat(seconds("executor")).isEqualTo(3);
        assertThat(seconds("process.pool.task.execution", "outcome", "succeeded"))
                .isEqualTo(3);
        assertThat(seconds("process.pool.task.execution", "outcome", "failed")).isZero();
    }

    @Test
    void timesTaskThatWasLostWithItsWorkerUntilItsEnd() {
        ProcessFuture<?> task = task(TaskState.CANCELLED, Optional.of(BEGIN.plusSeconds(2)), Duration.ZERO);
        listener.taskFinished(task);
        assertThat(seconds("process.pool.task.execution", "outcome", "cancelled"))
                .isEqualTo(8);
    }

    @Test
    void doesNotTimeTaskThatNeverBegan() {
        listener.taskFinished(task(TaskState.CANCELLED, Optional.empty(), Duration.ZERO));
        assertThat(registry.get("executor").timer().count()).isZero();
        assertThat(registry.get("executor.idle").timer().count()).isZero();
    }

    @ParameterizedTest
    @MethodSource
    void countsFailuresByReason(Throwable failure, String reason) {
        listener.taskFinished(new EndedTask(failure, timings(Optional.of(BEGIN), Duration.ofSeconds(1))));

        assertThat(registry.get("process.pool.task.failures")
                        .tags("name", "pdf", "reason", reason)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    static Stream<Arguments> countsFailuresByReason() {
        return Stream.of(
                Arguments.of(new TaskTimeoutException("", TaskTimeoutException.Clock.QUEUE, null), "timeout"),
                Arguments.of(crash(false), "crash"),
                Arguments.of(crash(true), "out-of-memory"),
                Arguments.of(new ResultSerializationException("", null), "serialization"),
                Arguments.of(new TaskSerializationException("", null), "serialization"),
                Arguments.of(new PayloadTooLargeException("", null), "payload-too-large"),
                Arguments.of(new PoolBrokenException("", null), "no-worker"),
                Arguments.of(new TaskQuarantinedException("", "key", 3, null), "quarantined"),
                Arguments.of(new IllegalStateException("of the task"), "exception"));
    }

    private static WorkerCrashedException crash(boolean outOfMemory) {
        return new WorkerCrashedException(
                "",
                new WorkerCrashedException.Circumstances(
                        1, OptionalInt.empty(), Optional.empty(), outOfMemory, List.of(), Optional.empty()),
                null);
    }

    @Test
    void countsRetries() {
        listener.taskRetried(task(TaskState.QUEUED, Optional.empty(), Duration.ZERO), 2);
        assertThat(registry.get("process.pool.task.retries").counter().count()).isEqualTo(1);
    }

    @Test
    void timesStartOfWorkers() {
        listener.workerStarted(SeenPool.WORKER, TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(seconds("process.pool.worker.start.time")).isEqualTo(0.5);
    }

    @Test
    void timesWarmingUpOfWorkers() {
        listener.workerWarmedUp(SeenPool.WORKER, TimeUnit.SECONDS.toNanos(2));
        assertThat(seconds("process.pool.worker.warm.up.time")).isEqualTo(2);
    }

    @Test
    void recordsWhatSerializationTookInTimeAndBytes() {
        listener.taskFinished(new EndedTask(
                TaskState.SUCCEEDED,
                new TaskTimings(
                        BEGIN,
                        Optional.of(BEGIN),
                        Optional.of(BEGIN),
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        1000,
                        20_000)));

        assertThat(seconds("process.pool.task.serialization")).isEqualTo(0.5);
        assertThat(bytes("task")).isEqualTo(1000);
        assertThat(bytes("result")).isEqualTo(20_000);
    }

    @Test
    void everyReasonOfFailureIsThereBeforeTheFirstFailure() {
        assertThat(registry.get("process.pool.task.failures").counters())
                .hasSize(8)
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @Test
    void everyMeterHasTheTagsOfTheApplicationAndIsGoneAfterTheEnd() {
        MeterRegistry tagged = new SimpleMeterRegistry();
        ProcessPoolMetricsListener blue = new ProcessPoolMetricsListener(tagged, "pdf", Tags.of("tenant", "blue"));
        assertThat(tagged.getMeters()).hasSameSizeAs(registry.getMeters()).allSatisfy(meter -> {
            assertThat(meter.getId().getTag("tenant")).isEqualTo("blue");
            assertThat(meter.getId().getTag("name")).isEqualTo("pdf");
        });

        blue.close();
        assertThat(tagged.getMeters()).isEmpty();
        blue.workerStarted(SeenPool.WORKER, 1);
        assertThat(tagged.getMeters()).isEmpty();
    }

    private double bytes(String direction) {
        return registry.get("process.pool.task.payload")
                .tags("name", "pdf", "direction", direction)
                .summary()
                .totalAmount();
    }

    private double seconds(String name, String... tags) {
        Timer timer = registry.get(name).tag("name", "pdf").tags(tags).timer();
        return timer.totalTime(TimeUnit.SECONDS);
    }

    private static ProcessFuture<?> task(TaskState state, Optional<Instant> started, Duration execution) {
        return new EndedTask(state, timings(started, execution));
    }

    private static TaskTimings timings(Optional<Instant> started, Duration execution) {
        return new TaskTimings(BEGIN, started, Optional.of(BEGIN.plusSeconds(10)), Duration.ZERO, execution);
    }
}
