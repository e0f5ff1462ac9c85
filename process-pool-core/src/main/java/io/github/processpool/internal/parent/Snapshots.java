package io.github.processpool.internal.parent;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Backlog;
import io.github.processpool.internal.parent.dispatch.Quarantine;
import io.github.processpool.internal.parent.pool.Counters;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.system.ResidentMemory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells users and operators, who ask through the {@link Operations}, how a pool stands, from what its parts know. It changes nothing.
 *
 * <p><b>Thread safety:</b> any thread; takes the {@link PoolLock} itself.
 */
final class Snapshots {

    private static final int MOST_KEYS_SHOWN = 100;
    private static final Comparator<WorkerSnapshot> SPARE_ONES_LAST =
            Comparator.comparingInt(worker -> worker.slot() < 0 ? Integer.MAX_VALUE : worker.slot());

    private final PoolContext pool;
    private final Backlog backlog;
    private final Quarantine quarantine;
    private final Crew crew;

    Snapshots(PoolContext pool, Backlog backlog, Quarantine quarantine, Crew crew) {
        this.pool = pool;
        this.backlog = backlog;
        this.quarantine = quarantine;
        this.crew = crew;
    }

    PoolSnapshot take() {
        Map<Long, Long> residentBytes = residentBytes();
        PoolSettings settings = pool.settings();
        Counters counters = pool.counters();
        try (var held = pool.lock().hold()) {
            int notBegun = backlog.notBegun();
            return new PoolSnapshot(
                    settings.name(),
                    pool.status().state(),
                    crew.minWorkers(),
                    crew.maxWorkers(),
                    settings.limits().queueCapacity(),
                    notBegun,
                    backlog.notBegunAtMost() - notBegun,
                    counters.succeeded(),
                    counters.failed(),
                    counters.cancelled(),
                    counters.workersStarted(),
                    counters.exits(),
                    workers(residentBytes),
                    backlog.queuedBytes(),
                    settings.limits().maxQueuedBytes(),
                    Duration.ofNanos(backlog.nextWaitsNanos(pool.now())),
                    counters.retries(),
                    counters.rejections(),
                    quarantine.keys(MOST_KEYS_SHOWN),
                    counters.recentExits());
        }
    }

    /** Asks the operating system beforehand: it takes time that nobody who needs the lock should have to wait for. */
    private Map<Long, Long> residentBytes() {
        if (pool.settings().launch().isInProcess()) {
            return Map.of(); // What this JVM has is nobody's own.
        }
        List<Long> pids;
        try (var held = pool.lock().hold()) {
            pids = crew.workers().stream()
                    .map(worker -> worker.link().pid())
                    .filter(pid -> pid >= 0)
                    .toList();
        }
        return pids.stream().distinct().collect(Collectors.toMap(Function.identity(), ResidentMemory::of));
    }

    private List<WorkerSnapshot> workers(Map<Long, Long> residentBytes) {
        return crew.workers().stream()
                .map(worker -> worker.snapshot(
                        pool.now(), residentBytes.getOrDefault(worker.link().pid(), WorkerHandle.UNKNOWN)))
                .sorted(SPARE_ONES_LAST)
                .toList();
    }
}
