package io.github.processpool.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessPoolMetricsTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger taken = new AtomicInteger();
    private final PoolSnapshot snapshot = SeenPool.snapshot();
    private final ProcessPoolExecutor pool = SeenPool.of(() -> {
        taken.incrementAndGet();
        return snapshot;
    });
    private final ProcessPoolMetrics metrics = new ProcessPoolMetrics(pool, "pdf");

    @BeforeEach
    void bind() {
        metrics.bindTo(registry);
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
        read();
        assertThat(taken).hasValue(1);
    }

    private void read() {
        for (Meter meter : registry.getMeters()) {
            meter.measure().forEach(measurement -> measurement.getValue());
        }
    }

    @Test
    void everyMeterHasTheTagsOfTheApplication() {
        MeterRegistry tagged = new SimpleMeterRegistry();
        new ProcessPoolMetrics(pool, "pdf", Tags.of("tenant", "blue")).bindTo(tagged);

        assertThat(tagged.getMeters()).hasSameSizeAs(registry.getMeters()).allSatisfy(meter -> {
            assertThat(meter.getId().getTag("tenant")).isEqualTo("blue");
            assertThat(meter.getId().getTag("name")).isEqualTo("pdf");
        });
    }

    @Test
    void nameOfThePoolIsItsOwnTagWhateverTheApplicationSays() {
        MeterRegistry tagged = new SimpleMeterRegistry();
        new ProcessPoolMetrics(pool, "pdf", Tags.of("name", "other")).bindTo(tagged);
        assertThat(tagged.get("executor.active").gauge().getId().getTag("name")).isEqualTo("pdf");
    }

    @Test
    void bindingTwiceChangesNothing() {
        int before = registry.getMeters().size();
        metrics.bindTo(registry);
        new ProcessPoolMetrics(pool, "pdf").bindTo(registry);

        assertThat(registry.getMeters()).hasSize(before);
        assertThat(registry.get("executor.active").gauge().value()).isEqualTo(2);
    }

    @Test
    void closedMetersMakeRoomForAnotherPoolOfTheName() {
        MeterRegistry other = new SimpleMeterRegistry();
        metrics.bindTo(other);
        metrics.close();
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(other.getMeters()).isEmpty();

        PoolSnapshot idle =
                PoolSnapshot.builder("pdf", PoolState.RUNNING).maxWorkers(9).build();
        ProcessPoolExecutor next = SeenPool.of(() -> idle);
        new ProcessPoolMetrics(next, "pdf").bindTo(registry);
        assertThat(registry.get("executor.pool.max").gauge().value()).isEqualTo(9);
        Reference.reachabilityFence(next);
    }

    @Test
    void closesInRegistriesOfARegistry() {
        CompositeMeterRegistry all = new CompositeMeterRegistry();
        SimpleMeterRegistry one = new SimpleMeterRegistry();
        all.add(one);
        ProcessPoolMetrics there = new ProcessPoolMetrics(pool, "pdf");
        there.bindTo(all);
        assertThat(one.getMeters()).isNotEmpty();

        there.close();
        assertThat(one.getMeters()).isEmpty();
    }

    /** One that is never closed ends its workers when nobody refers to it: its meters must not. */
    @Test
    void aPoolThatIsForgottenIsNotKeptByItsMeters() {
        MeterRegistry lasting = new SimpleMeterRegistry();
        WeakReference<ProcessPoolExecutor> forgotten = bindAndForget(lasting, SeenPool::snapshot);

        Awaitility.await().until(() -> {
            System.gc();
            return forgotten.get() == null;
        });
        assertThat(lasting.get("executor.active").gauge().value()).isNaN();
        assertThat(lasting.get("executor.completed").functionCounter().count()).isEqualTo(24);
    }

    private static WeakReference<ProcessPoolExecutor> bindAndForget(
            MeterRegistry registry, Supplier<PoolSnapshot> snapshots) {
        ProcessPoolExecutor pool = SeenPool.of(snapshots);
        new ProcessPoolMetrics(pool, "pdf").bindTo(registry);
        assertThat(registry.get("executor.active").gauge().value()).isEqualTo(2);
        assertThat(registry.get("executor.completed").functionCounter().count()).isEqualTo(24);
        Reference.reachabilityFence(pool);
        return new WeakReference<>(pool);
    }

    @Test
    void failureOfASnapshotFailsNoScrape() {
        MeterRegistry failing = new SimpleMeterRegistry();
        ProcessPoolExecutor broken = SeenPool.of(() -> {
            throw new OutOfMemoryError("on purpose");
        });
        new ProcessPoolMetrics(broken, "pdf").bindTo(failing);

        assertThat(failing.get("executor.active").gauge().value()).isNaN();
        assertThat(failing.get("process.pool.queue.wait").timeGauge().value()).isNaN();
        assertThat(failing.get("executor.completed").functionCounter().count()).isZero();
        Reference.reachabilityFence(broken);
    }

    @Test
    void everyReasonOfAnEndIsThereBeforeTheFirst() {
        assertThat(registry.get("process.pool.worker.exits").functionCounters()).hasSize(ExitReason.values().length);
    }
}
