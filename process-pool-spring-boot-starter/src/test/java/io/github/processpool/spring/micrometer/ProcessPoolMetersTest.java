package io.github.processpool.spring.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.Snapshots;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessPoolMetersTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ProcessPoolExecutor pool = Snapshots.pool("pdf", PoolState.RUNNING);

    @BeforeEach
    void bind() {
        new ProcessPoolMeters("pdf", pool).bindTo(registry);
    }

    @ParameterizedTest
    @CsvSource({
        "executor.active, 2",
        "executor.queued, 3",
        "executor.queue.remaining, 7",
        "executor.pool.size, 3",
        "executor.pool.core, 1",
        "executor.pool.max, 5",
        "process.pool.memory.resident, 6000",
        "process.pool.memory.heap, 600",
        "process.pool.memory.largest, 3000",
        "process.pool.queue.used, 500",
        "process.pool.queue.max, 4000",
        "process.pool.quarantined, 2",
        "process.pool.task.reading, 2",
        "process.pool.task.reading.abandoned, 1",
        "process.pool.broken, 0"
    })
    void readsGauge(String name, double value) {
        assertThat(registry.get(name).tag("name", "pdf").gauge().value()).isEqualTo(value);
    }

    @Test
    void readsHowLongTasksWaitAndRunNow() {
        assertThat(seconds("process.pool.queue.wait")).isEqualTo(2.5);
        assertThat(seconds("process.pool.task.longest")).isBetween(3600.0, 7200.0);
    }

    private double seconds(String name) {
        return registry.get(name).tag("name", "pdf").timeGauge().value(TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"waiting, 0", "starting, 1", "idle, 1", "busy, 2", "retiring, 0"})
    void readsWorkersByState(String state, double value) {
        assertThat(registry.get("process.pool.workers")
                        .tags("name", "pdf", "state", state)
                        .gauge()
                        .value())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "executor.completed, name, pdf, 24",
        "process.pool.task.rejections, name, pdf, 8",
        "process.pool.events.dropped, name, pdf, 9",
        "process.pool.worker.starts, name, pdf, 7",
        "process.pool.worker.exits, reason, crashed, 2",
        "process.pool.worker.exits, reason, out-of-memory, 1",
        "process.pool.worker.exits, reason, idle, 0",
        "process.pool.tasks, outcome, succeeded, 20",
        "process.pool.tasks, outcome, failed, 4",
        "process.pool.tasks, outcome, cancelled, 1"
    })
    void readsCounter(String name, String key, String tag, double value) {
        assertThat(registry.get(name).tags("name", "pdf", key, tag).functionCounter())
                .extracting(FunctionCounter::count)
                .isEqualTo(value);
    }

    @Test
    void scrapeTakesOneSnapshot() {
        for (Meter meter : registry.getMeters()) {
            meter.measure().forEach(measurement -> measurement.getValue());
        }
        verify(pool, times(1)).snapshot();
    }

    @Test
    void snapshotIsTakenAnewAfterOneSecond() {
        AtomicLong now = new AtomicLong();
        AtomicInteger taken = new AtomicInteger();
        PoolSnapshot snapshot = Snapshots.of("pdf", PoolState.RUNNING);
        SnapshotCache<PoolSnapshot> cache = new SnapshotCache<>(
                () -> {
                    taken.incrementAndGet();
                    return snapshot;
                },
                now::get);

        cache.get();
        now.set(TimeUnit.MILLISECONDS.toNanos(999));
        cache.get();
        assertThat(taken).hasValue(1);

        now.set(TimeUnit.SECONDS.toNanos(1));
        cache.get();
        assertThat(taken).hasValue(2);
    }
}
