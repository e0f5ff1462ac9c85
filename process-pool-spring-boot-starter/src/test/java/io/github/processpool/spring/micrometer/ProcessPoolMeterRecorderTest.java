package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.spring.Snapshots;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProcessPoolMeterRecorderTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final WorkerSnapshot WORKER =
            Snapshots.of("pdf", PoolState.RUNNING).workers().get(0);

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ProcessPoolMeterRecorder recorder = new ProcessPoolMeterRecorder(registry, "pdf");

    @Test
    void timesWaitAndExecution() {
        recorder.taskFinished(task(TaskState.SUCCEEDED, Optional.of(BEGIN.plusSeconds(2)), Duration.ofSeconds(3)));

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
        recorder.taskFinished(task);
        assertThat(seconds("process.pool.task.execution", "outcome", "cancelled"))
                .isEqualTo(8);
    }

    @Test
    void doesNotTimeTaskThatNeverBegan() {
        recorder.taskFinished(task(TaskState.CANCELLED, Optional.empty(), Duration.ZERO));
        assertThat(registry.get("executor").timer().count()).isZero();
        assertThat(registry.get("executor.idle").timer().count()).isZero();
    }

    @ParameterizedTest
    @MethodSource
    void countsFailuresByReason(Throwable failure, String reason) {
        ProcessFuture<?> task = task(TaskState.FAILED, Optional.of(BEGIN), Duration.ofSeconds(1));
        CompletionException thrown = new CompletionException(failure);
        when(task.join()).thenThrow(thrown);

        recorder.taskFinished(task);

        assertThat(registry.get("process.pool.task.failures")
                        .tags("name", "pdf", "reason", reason)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    static Stream<Arguments> countsFailuresByReason() {
        WorkerCrashedException outOfMemory = mock(WorkerCrashedException.class);
        when(outOfMemory.outOfMemory()).thenReturn(true);
        return Stream.of(
                Arguments.of(mock(TaskTimeoutException.class), "timeout"),
                Arguments.of(mock(WorkerCrashedException.class), "crash"),
                Arguments.of(outOfMemory, "out-of-memory"),
                Arguments.of(mock(ResultSerializationException.class), "serialization"),
                Arguments.of(mock(PayloadTooLargeException.class), "payload-too-large"),
                Arguments.of(new PoolBrokenException("", null), "no-worker"),
                Arguments.of(new TaskQuarantinedException("", "key", 3, null), "quarantined"),
                Arguments.of(new IllegalStateException("of the task"), "exception"));
    }

    @Test
    void countsRetries() {
        recorder.taskRetried(task(TaskState.QUEUED, Optional.empty(), Duration.ZERO), 2);
        assertThat(registry.get("process.pool.task.retries").counter().count()).isEqualTo(1);
    }

    @Test
    void timesStartOfWorkers() {
        recorder.workerStarted(WORKER, TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(seconds("process.pool.worker.start.time")).isEqualTo(0.5);
    }

    @Test
    void timesWarmingUpOfWorkers() {
        recorder.workerWarmedUp(WORKER, TimeUnit.SECONDS.toNanos(2));
        assertThat(seconds("process.pool.worker.warm.up.time")).isEqualTo(2);
    }

    @Test
    void recordsWhatSerializationTookInTimeAndBytes() {
        ProcessFuture<?> task = task(TaskState.SUCCEEDED, Optional.of(BEGIN), Duration.ofSeconds(3));
        when(task.timings())
                .thenReturn(new TaskTimings(
                        BEGIN,
                        Optional.of(BEGIN),
                        Optional.of(BEGIN),
                        Duration.ofMillis(500),
                        Duration.ZERO,
                        1000,
                        20_000));
        recorder.taskFinished(task);

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
        ProcessFuture<?> task = mock(ProcessFuture.class);
        when(task.taskState()).thenReturn(state);
        when(task.timings())
                .thenReturn(
                        new TaskTimings(BEGIN, started, Optional.of(BEGIN.plusSeconds(10)), Duration.ZERO, execution));
        return task;
    }
}
