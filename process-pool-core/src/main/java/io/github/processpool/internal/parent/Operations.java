package io.github.processpool.internal.parent;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.supervision.Inspections;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * All that operators ask of a running pool, through the {@link ProcessPool}: how it stands, another size, other workers, a look into
 * one. It hands that on to the part that can do it.
 *
 * <p><b>Thread safety:</b> any thread; takes the pool's lock itself.
 */
final class Operations {

    private final PoolContext pool;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Recycling recycling;
    private final Inspections inspections;
    private final Snapshots snapshots;
    private final WarmUpWish warmUpWish;

    Operations(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            Recycling recycling,
            Inspections inspections,
            Snapshots snapshots) {
        this.pool = pool;
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.recycling = recycling;
        this.inspections = inspections;
        this.snapshots = snapshots;
        this.warmUpWish = new WarmUpWish(pool, crew);
    }

    PoolSnapshot snapshot() {
        return snapshots.take();
    }

    void resize(int maxWorkers) {
        if (maxWorkers < 1) {
            throw new IllegalArgumentException("maxWorkers must be at least 1, but was " + maxWorkers);
        }
        try (var held = pool.lock().hold()) {
            crew.resize(maxWorkers);
            dispatcher.dispatch();
        }
    }

    void warmUpWorkers() {
        warmUpWish.express();
    }

    CompletableFuture<Void> recycleWorkers() {
        return recycling.recycleAll();
    }

    CompletableFuture<Void> recycleWorker(long pid) {
        checkWorkersAreProcesses();
        try (var held = pool.lock().hold()) {
            return recycling.recycle(List.of(inspections.worker(pid)));
        }
    }

    CompletableFuture<String> threadDump(long pid) {
        checkWorkersAreProcesses();
        return inspections.threadDump(pid);
    }

    CompletableFuture<Path> heapDump(long pid, Path file) {
        checkWorkersAreProcesses();
        return inspections.heapDump(pid, file);
    }

    /** Throws where no worker can be named by a pid. */
    void checkWorkersAreProcesses() {
        if (pool.settings().launch().isInProcess()) {
            throw new UnsupportedOperationException(
                    "Process pool '" + pool.name()
                            + "' runs its tasks on threads of this process (PoolMode.IN_PROCESS), so no worker can be named by a pid");
        }
    }
}
