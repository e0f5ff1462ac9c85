package io.github.processpool.internal.parent;

import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.system.ResidentMemory;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the operating system how much memory the workers of a {@link Crew} hold, for {@link Snapshots}. It limits nothing.
 *
 * <p><b>Thread safety:</b> any thread, without the {@link PoolLock}: to ask takes time that nobody who needs the lock should have to
 * wait for.
 */
final class WorkerMemory {

    private final PoolContext pool;
    private final Crew crew;

    WorkerMemory(PoolContext pool, Crew crew) {
        this.pool = pool;
        this.crew = crew;
    }

    /** Returns how many bytes each worker holds, by its pid. */
    Map<Long, Long> residentBytes() {
        if (pool.settings().launch().isInProcess()) {
            return Map.of(); // The memory of this JVM is no worker's own.
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
}
