package io.github.processpool.internal.parent;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolSnapshotBuilder;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Backlog;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.Readings;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Tells the {@link Operations}, when somebody asks there, how a pool stands, from what its parts know. It changes nothing.
 *
 * <p><b>Thread safety:</b> any thread; takes the pool's lock itself.
 */
final class Snapshots {

    private static final int MOST_KEYS_SHOWN = 100;
    private static final Comparator<WorkerSnapshot> SPARE_ONES_LAST =
            Comparator.comparingInt(worker -> worker.slot() < 0 ? Integer.MAX_VALUE : worker.slot());

    private final PoolContext pool;
    private final Backlog backlog;
    private final Quarantine quarantine;
    private final Crew crew;
    private final Readings readings;
    private final Dispatcher dispatcher;
    private final WorkerMemory memory;

    Snapshots(
            PoolContext pool,
            Backlog backlog,
            Quarantine quarantine,
            Crew crew,
            Readings readings,
            Dispatcher dispatcher) {
        this.pool = pool;
        this.backlog = backlog;
        this.quarantine = quarantine;
        this.crew = crew;
        this.readings = readings;
        this.dispatcher = dispatcher;
        this.memory = new WorkerMemory(pool, crew);
    }

    PoolSnapshot take() {
        Map<Long, Long> residentBytes = memory.residentBytes();
        try (var held = pool.lock().hold()) {
            PoolSnapshotBuilder snapshot =
                    PoolSnapshot.builder(pool.name(), pool.status().state());
            addLimits(snapshot);
            addTasks(snapshot);
            addCounts(snapshot);
            return snapshot.workers(workers(residentBytes)).build();
        }
    }

    private void addLimits(PoolSnapshotBuilder snapshot) {
        long maxWorkerMemory = pool.settings().sizing().maxWorkerMemory();
        snapshot.minWorkers(crew.minWorkers())
                .maxWorkers(crew.maxWorkers())
                .queueCapacity(pool.settings().limits().queueCapacity())
                .maxQueuedBytes(pool.settings().limits().maxQueuedBytes())
                .workerLimits(
                        pool.settings().launch().heapBytes(), maxWorkerMemory == Long.MAX_VALUE ? 0 : maxWorkerMemory);
    }

    private void addTasks(PoolSnapshotBuilder snapshot) {
        int notBegun = backlog.notBegun();
        snapshot.queuedTasks(notBegun)
                .runningTasks(backlog.notBegunAtMost() - notBegun + dispatcher.awayCount())
                .queuedBytes(backlog.queuedBytes())
                .readingTasks(readings.count())
                .abandonedReadings(readings.givenUp())
                .nextTaskWait(Duration.ofNanos(backlog.nextWaitsNanos(pool.now())))
                .quarantinedKeys(quarantine.keys(MOST_KEYS_SHOWN));
    }

    private void addCounts(PoolSnapshotBuilder snapshot) {
        Counters counters = pool.counters();
        snapshot.completedTasks(counters.succeeded())
                .failedTasks(counters.failed())
                .cancelledTasks(counters.cancelled())
                .workersStarted(counters.workersStarted())
                .exitsByReason(counters.exits().byReason())
                .retriedTasks(counters.retries())
                .rejectedTasks(counters.rejections())
                .droppedEvents(counters.droppedEvents())
                .recentExits(counters.exits().recent());
    }

    private List<WorkerSnapshot> workers(Map<Long, Long> residentBytes) {
        return crew.workers().stream()
                .map(worker -> worker.snapshot(
                        pool.now(), residentBytes.getOrDefault(worker.link().pid(), WorkerHandle.UNKNOWN)))
                .sorted(SPARE_ONES_LAST)
                .toList();
    }
}
