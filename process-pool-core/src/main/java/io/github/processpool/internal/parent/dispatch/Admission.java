package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.QueueFullException;
import io.github.processpool.WhenFull;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.pool.PoolSettings.Limits;
import io.github.processpool.internal.parent.pool.PoolStatus;
import io.github.processpool.internal.parent.process.WorkerProcess;
import io.github.processpool.internal.parent.task.PendingTask;

/**
 * Decides whether a task may come in, and lets its submitter wait if that is wanted.
 *
 * <p>Tasks that were sent ahead count as long as they have not begun, and no message says when they do. Therefore, while
 * somebody waits, the workers are asked to announce beginnings.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
public final class Admission {

    private final PoolLock lock;
    private final PoolStatus status;
    private final String poolName;
    private final Limits limits;
    private final TaskQueue queue;
    private final Dispatcher dispatcher;
    private final Crew crew;

    private int waiting;

    public Admission(
            PoolLock lock,
            PoolStatus status,
            PoolSettings settings,
            TaskQueue queue,
            Dispatcher dispatcher,
            Crew crew) {
        this.lock = lock;
        this.status = status;
        this.poolName = settings.name();
        this.limits = settings.limits();
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.crew = crew;
    }

    /** Lets a task in, as soon as there is room; throws if the pool is closed or, when that is not to be waited for, full. */
    void enter(PendingTask<?> task) {
        status.checkOpen();
        if (isFull(task)) {
            if (limits.whenFull() == WhenFull.REJECT) {
                throw full();
            }
            awaitRoom(task, PoolLock.forever());
        }
    }

    /** The same, but waits so long for room whatever is wanted; returns false if there was none. */
    boolean enterPatiently(PendingTask<?> task, long nanos) {
        status.checkOpen();
        return !isFull(task) || (nanos > 0 && awaitRoom(task, nanos));
    }

    boolean isFull(PendingTask<?> task) {
        boolean tooMany = dispatcher.notBegunAtMost() >= limits.queueCapacity()
                && dispatcher.notBegun() >= limits.queueCapacity();
        boolean tooLarge = !queue.isEmpty() && queue.bytes() + task.record().bytes() > limits.maxQueuedBytes();
        return tooMany || tooLarge;
    }

    private QueueFullException full() {
        return new QueueFullException(
                "The queue of process pool '" + poolName + "' is full: " + dispatcher.notBegun()
                        + " tasks of at most " + limits.queueCapacity() + ", " + queue.bytes() + " bytes of at most "
                        + limits.maxQueuedBytes()
                        + ". Submit more slowly, raise queueCapacity or maxQueuedBytes, or let submit wait with whenFull(BLOCK)");
    }

    /** Says whether there is room. */
    private boolean awaitRoom(PendingTask<?> task, long nanos) {
        long left = nanos;
        waiting++;
        announceBeginnings();
        try {
            // Asked for announcements first, then looked again: a beginning in between is not missed.
            boolean full = isFull(task);
            while (full && left > 0) {
                left = lock.awaitChange(left);
                status.checkOpen();
                full = isFull(task);
            }
            return !full;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueFullException(
                    "Interrupted while waiting for room in the queue of process pool '" + poolName + "'");
        } finally {
            waiting--;
            announceBeginnings();
        }
    }

    /** Also called for a new worker. */
    public void announceBeginnings() {
        for (WorkerHandle worker : crew.workers()) {
            WorkerProcess process = worker.link().process();
            if (process != null) {
                process.scoreboard().vitals().announceBeginnings(waiting > 0);
            }
        }
    }
}
