package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.MemoryWatchdog.Candidate;
import java.util.List;

/**
 * A pool as the {@link MemoryWatchdog} sees it: which workers there are, and how one is killed.
 *
 * <p><b>Thread safety:</b> called by the watchdog's thread; takes the {@link PoolLock} to look at the crew, kills without it.
 */
final class WatchedPool implements MemoryWatchdog.Member {

    private final PoolSettings settings;
    private final PoolLock lock;
    private final Crew crew;

    WatchedPool(PoolSettings settings, PoolLock lock, Crew crew) {
        this.settings = settings;
        this.lock = lock;
        this.crew = crew;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public long heapBytes() {
        long workers = (long) settings.sizing().maxWorkers() + settings.sizing().spareWorkers();
        return settings.launch().heapBytes() * workers;
    }

    @Override
    public List<Candidate> candidates() {
        lock.lock();
        try {
            return crew.workers().stream()
                    .filter(worker -> worker.pid() >= 0 && worker.state() != WorkerState.STARTING)
                    .map(worker -> new Candidate(
                            worker,
                            worker.pid(),
                            worker.sentCount() > 0,
                            worker.snapshot()
                                    .currentTask()
                                    .map(RunningTask::name)
                                    .orElse("")))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end(Candidate candidate, String words) {
        candidate.worker().kill(ExitReason.MEMORY_PRESSURE, words);
    }
}
