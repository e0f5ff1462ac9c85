package io.github.processpool.benchmarks.soak;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolListener;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what the pool tells its listener of tasks, those of the {@link Traffic} included, whose number nobody else knows.
 *
 * <p><b>Thread safety:</b> a thread of the pool counts, the main thread reads.
 */
final class TaskCount implements ProcessPoolListener {

    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong finished = new AtomicLong();

    @Override
    public void taskQueued(ProcessFuture<?> task) {
        queued.incrementAndGet();
    }

    @Override
    public void taskFinished(ProcessFuture<?> task) {
        finished.incrementAndGet();
    }

    /** With nothing in flight: whether both, and the pool's own counters, are the same, but for events that the pool has dropped. */
    boolean agreesWith(PoolSnapshot snapshot) {
        long ended = snapshot.completedTasks() + snapshot.failedTasks() + snapshot.cancelledTasks();
        long untold = 2 * ended - queued.get() - finished.get();
        return queued.get() <= ended
                && finished.get() <= ended
                && untold <= snapshot.droppedEvents()
                && snapshot.queuedTasks() == 0
                && snapshot.runningTasks() == 0;
    }

    @Override
    public String toString() {
        return queued + " tasks queued and " + finished + " finished, as the listener was told";
    }
}
