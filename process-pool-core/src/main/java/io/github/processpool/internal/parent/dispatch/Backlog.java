package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;

/**
 * Counts the tasks that have not begun, in the {@link TaskQueue} and among those that were sent ahead to workers; for the
 * {@link Admission} and for snapshots. It moves none.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Backlog {

    private final TaskQueue queue;
    private final Crew crew;

    /** Counts in a queue and at the workers of a crew. */
    public Backlog(TaskQueue queue, Crew crew) {
        this.queue = queue;
        this.crew = crew;
    }

    /** Returns how many tasks have not begun, those sent ahead included. */
    public int notBegun() {
        int count = queue.size();
        for (WorkerHandle worker : crew.workers()) {
            count += worker.workload().notBegunCount(true);
        }
        return count;
    }

    /** Returns how many tasks there are that may not have begun; cheaper, and never less than {@link #notBegun}. */
    public int notBegunAtMost() {
        return queue.size() + crew.sentCount();
    }

    // -- Without guests, which take no room of tasks of the pool's own --

    /** Returns how many tasks of the pool's own have not begun. */
    int ownNotBegun() {
        int count = queue.ownSize();
        for (WorkerHandle worker : crew.workers()) {
            count += worker.workload().notBegunCount(false);
        }
        return count;
    }

    boolean isWithoutOwn() {
        return queue.ownSize() == 0;
    }

    long ownQueuedBytes() {
        return queue.ownBytes();
    }

    // -- Bytes and times --

    /** Returns how many bytes the tasks in the queue take. */
    public long queuedBytes() {
        return queue.bytes();
    }

    /** Returns how long the task that is next has been waiting; 0 if none is. */
    public long nextWaitsNanos(long now) {
        PendingTask<?> next = queue.peek();
        return next == null ? 0 : Math.max(0, now - next.record().queuedNanos());
    }
}
