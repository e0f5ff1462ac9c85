package io.github.processpool.spring.micrometer;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What can be read off a pool whenever somebody looks: its size, queue and counters under Micrometer's own names for executors,
 * its workers under {@code process.pool}. What has to be noted as it happens is with {@link ProcessPoolMeterRecorder}.
 *
 * <p>A registry refers to what it reads weakly. The functions here refer to the pool themselves, so nobody has to hold this
 * object.
 */
public final class ProcessPoolMeters implements MeterBinder {

    private final Tags tags;
    private final SnapshotCache<PoolSnapshot> snapshots;

    /**
     * Creates meters.
     *
     * @param poolName the tag {@code name} of every meter
     * @param pool what they are read off
     */
    public ProcessPoolMeters(String poolName, ProcessPoolExecutor pool) {
        this.tags = Tags.of("name", poolName);
        this.snapshots = new SnapshotCache<>(() -> snapshotOf(poolName, pool), System::nanoTime);
    }

    /** A mock of a test has none. */
    private static PoolSnapshot snapshotOf(String poolName, ProcessPoolExecutor pool) {
        PoolSnapshot snapshot = pool.snapshot();
        return snapshot == null ? PoolSnapshot.notStarted(poolName, PoolState.RUNNING) : snapshot;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        bindExecutor(registry);
        bindQueue(registry);
        bindWorkers(registry);
        bindMemory(registry);
        bindTasks(registry);
        bindParent(registry);
    }

    /** The names, units and descriptions that Micrometer has for a {@code ThreadPoolExecutor}. */
    private void bindExecutor(MeterRegistry registry) {
        gauge(registry, "executor.active", "tasks", "Tasks that workers are executing", PoolSnapshot::runningTasks);
        gauge(registry, "executor.queued", "tasks", "Tasks that wait for a worker", PoolSnapshot::queuedTasks);
        gauge(
                registry,
                "executor.queue.remaining",
                "tasks",
                "Tasks that the queue still has room for",
                snapshot -> Math.max(0, snapshot.queueCapacity() - snapshot.queuedTasks()));
        gauge(registry, "executor.pool.size", "threads", "Workers that are ready", WorkerFigures::live);
        gauge(registry, "executor.pool.core", "threads", "Workers that are kept", PoolSnapshot::minWorkers);
        gauge(registry, "executor.pool.max", "threads", "Workers that there may be", PoolSnapshot::maxWorkers);
        counter(
                registry,
                "executor.completed",
                Tags.empty(),
                "tasks",
                "Tasks that have ended, well or not",
                snapshot -> snapshot.completedTasks() + snapshot.failedTasks());
    }

    private void bindQueue(MeterRegistry registry) {
        gauge(
                registry,
                "process.pool.queue.used",
                "bytes",
                "Size of the serialized tasks that wait",
                PoolSnapshot::queuedBytes);
        gauge(
                registry,
                "process.pool.queue.max",
                "bytes",
                "What the size of the tasks that wait may be",
                PoolSnapshot::maxQueuedBytes);
        seconds(
                registry,
                "process.pool.queue.wait",
                "Time that the task that is next has waited; 0 while none does",
                snapshot -> snapshot.nextTaskWait().toNanos());
        counter(
                registry,
                "process.pool.task.rejections",
                Tags.empty(),
                null,
                "Submissions that were refused: queue full, pool broken or shut down",
                PoolSnapshot::rejectedTasks);
        gauge(
                registry,
                "process.pool.quarantined",
                "keys",
                "Keys whose tasks are not run any more, because they have killed too many workers; counted up to 100",
                snapshot -> snapshot.quarantinedKeys().size());
    }

    private void bindWorkers(MeterRegistry registry) {
        for (WorkerState state : WorkerState.values()) {
            if (state != WorkerState.ENDED) {
                Gauge.builder("process.pool.workers", snapshots, cache -> WorkerFigures.count(snapshots.get(), state))
                        .tags(tags.and("state", word(state)))
                        .baseUnit("workers")
                        .description("Worker processes by state")
                        .register(registry);
            }
        }
        counter(
                registry,
                "process.pool.worker.starts",
                Tags.empty(),
                null,
                "Worker processes that became ready",
                PoolSnapshot::workersStarted);
        for (ExitReason reason : ExitReason.values()) {
            counter(
                    registry,
                    "process.pool.worker.exits",
                    Tags.of("reason", word(reason)),
                    null,
                    "Worker processes that have ended, or never became ready",
                    snapshot -> snapshot.exitsByReason().getOrDefault(reason, 0L));
        }
        gauge(
                registry,
                "process.pool.broken",
                null,
                "1 while no worker can be started, otherwise 0",
                snapshot -> snapshot.state() == PoolState.BROKEN ? 1 : 0);
    }

    private void bindMemory(MeterRegistry registry) {
        gauge(
                registry,
                "process.pool.memory.resident",
                "bytes",
                "Memory that the operating system counts for all workers",
                snapshot -> WorkerFigures.sum(snapshot, WorkerSnapshot::residentBytes));
        gauge(
                registry,
                "process.pool.memory.heap",
                "bytes",
                "Used heap of all workers",
                snapshot -> WorkerFigures.sum(snapshot, WorkerSnapshot::heapBytes));
        gauge(
                registry,
                "process.pool.memory.largest",
                "bytes",
                "Memory that the operating system counts for the largest worker",
                WorkerFigures::largest);
    }

    private void bindTasks(MeterRegistry registry) {
        seconds(
                registry,
                "process.pool.task.longest",
                "Time that the task has run that has run longest; 0 while none does",
                WorkerFigures::longestRunNanos);
        task(registry, "succeeded", PoolSnapshot::completedTasks);
        task(registry, "failed", PoolSnapshot::failedTasks);
        task(registry, "cancelled", PoolSnapshot::cancelledTasks);
    }

    /** What results and listeners cost in this JVM. */
    private void bindParent(MeterRegistry registry) {
        gauge(
                registry,
                "process.pool.task.reading",
                "tasks",
                "Tasks that have ended in their workers, while their results are still being read",
                PoolSnapshot::readingTasks);
        gauge(
                registry,
                "process.pool.task.reading.abandoned",
                "threads",
                "Threads that still read results which nobody wants any more",
                snapshot -> snapshot.abandonedReadings().size());
        counter(
                registry,
                "process.pool.events.dropped",
                Tags.empty(),
                null,
                "Events that were not told to listeners, because one is too slow",
                PoolSnapshot::droppedEvents);
    }

    private void task(MeterRegistry registry, String outcome, ToDoubleFunction<PoolSnapshot> value) {
        counter(
                registry,
                "process.pool.tasks",
                Tags.of(Tag.of("outcome", outcome)),
                "tasks",
                "Tasks that have ended",
                value);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            ToDoubleFunction<PoolSnapshot> value) {
        Gauge.builder(name, snapshots, cache -> value.applyAsDouble(snapshots.get()))
                .tags(tags)
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private void seconds(
            MeterRegistry registry, String name, String description, ToDoubleFunction<PoolSnapshot> nanos) {
        TimeGauge.builder(name, snapshots, TimeUnit.NANOSECONDS, cache -> nanos.applyAsDouble(snapshots.get()))
                .tags(tags)
                .description(description)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            String name,
            Tags more,
            @Nullable String unit,
            String description,
            ToDoubleFunction<PoolSnapshot> value) {
        FunctionCounter.builder(name, snapshots, cache -> value.applyAsDouble(snapshots.get()))
                .tags(tags.and(more))
                .baseUnit(unit)
                .description(description)
                .register(registry);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
