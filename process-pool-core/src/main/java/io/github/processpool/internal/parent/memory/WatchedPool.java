package io.github.processpool.internal.parent.memory;

import io.github.processpool.ExitReason;
import io.github.processpool.RunningTask;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.memory.MemoryWatchdog.Candidate;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolSettings;
import java.util.List;

/**
 * A pool as the {@link MemoryWatchdog} sees it: which workers there are, and how one is killed.
 *
 * <p><b>Thread safety:</b> called by the watchdog's thread; takes the {@link PoolLock} to look at the crew, kills without it.
 */
public final class WatchedPool implements MemoryWatchdog.Member {

    private final PoolContext pool;
    private final Crew crew;

    /** A pool with this crew. */
    public WatchedPool(PoolContext pool, Crew crew) {
        this.pool = pool;
        this.crew = crew;
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public long heapBytes() {
        PoolSettings settings = pool.settings();
        long workers = (long) settings.sizing().maxWorkers() + settings.sizing().spareWorkers();
        return settings.launch().heapBytes() * workers;
    }

    @Override
    public List<Candidate> candidates() {
        try (var held = pool.lock().hold()) {
            return crew.workers().stream()
                    .filter(worker -> worker.link().pid() >= 0 && !worker.isStarting())
                    .map(worker -> new Candidate(
                            worker.link(),
                            worker.link().pid(),
                            worker.workload().sentCount() > 0,
                            worker.snapshot(pool.now(), -1)
                                    .currentTask()
                                    .map(RunningTask::name)
                                    .orElse("")))
                    .toList();
        }
    }

    @Override
    public void end(Candidate candidate, String words) {
        candidate.worker().kill(ExitReason.MEMORY_PRESSURE, words);
    }
}
