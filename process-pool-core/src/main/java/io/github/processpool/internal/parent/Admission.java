package io.github.processpool.internal.parent;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import io.github.processpool.QueueFullException;
import io.github.processpool.WhenFull;
import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.PoolSettings.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a task may come in, and lets its submitter wait if that is wanted; holds the state of the pool.
 *
 * <p>Tasks that were sent ahead count as long as they have not begun, and no message says when they do. Therefore, while
 * somebody waits, the workers are asked to announce beginnings.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}, but {@link #checkOpen} may be called without it.
 */
final class Admission {

    private final PoolLock lock;
    private final String poolName;
    private final Limits limits;
    private final TaskQueue queue;
    private final Dispatcher dispatcher;
    private final Crew crew;

    /** Volatile so that submitters can look before they take the trouble to serialize. */
    private volatile PoolState state = PoolState.RUNNING;

    /** Told under the lock; set before the pool is used. */
    private Runnable onMove = () -> {};

    private volatile @Nullable WorkerStartException brokenBy;
    private volatile int failedStarts;
    private int waiting;

    Admission(PoolLock lock, PoolSettings settings, TaskQueue queue, Dispatcher dispatcher, Crew crew) {
        this.lock = lock;
        this.poolName = settings.name();
        this.limits = settings.limits();
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.crew = crew;
    }

    PoolState state() {
        return state;
    }

    /** Before the pool is used: who is told, under the lock, that the state has changed. */
    void onMove(Runnable action) {
        onMove = action;
    }

    void moveTo(PoolState next) {
        state = next;
        lock.signalChange();
        onMove.run();
    }

    void breakPool(WorkerStartException cause, int failures) {
        brokenBy = cause;
        failedStarts = failures;
        moveTo(PoolState.BROKEN);
    }

    /** Throws if the pool takes no task now, full or not. Without the lock the answer may be outdated. */
    void checkOpen() {
        if (state == PoolState.BROKEN) {
            throw broken();
        } else if (state != PoolState.RUNNING) {
            throw new PoolShutdownException("Process pool '" + poolName + "' was shut down and takes no more tasks");
        }
    }

    /** A new exception at each call: every future has its own. */
    PoolBrokenException broken() {
        return broken(brokenBy, failedStarts);
    }

    PoolBrokenException broken(@Nullable WorkerStartException cause, int failedStarts) {
        return new PoolBrokenException(
                "Process pool '" + poolName + "' can't start workers: " + failedStarts
                        + " starts in a row have failed. It tries again in the background and recovers by itself. "
                        + (cause == null ? "" : cause.getMessage()),
                cause);
    }

    /** Returns whether there is room; throws if the pool is closed or, when that is not to be waited for, full. */
    void enter(PendingTask<?> task) {
        checkOpen();
        if (isFull(task)) {
            if (limits.whenFull() == WhenFull.REJECT) {
                throw full();
            }
            awaitRoom(task, PoolLock.forever());
        }
    }

    /** The same, but waits so long for room whatever is wanted; returns false if there was none. */
    boolean enterPatiently(PendingTask<?> task, long nanos) {
        checkOpen();
        return !isFull(task) || (nanos > 0 && awaitRoom(task, nanos));
    }

    boolean isFull(PendingTask<?> task) {
        boolean tooMany = dispatcher.notBegunAtMost() >= limits.queueCapacity()
                && dispatcher.notBegun() >= limits.queueCapacity();
        boolean tooLarge = !queue.isEmpty() && queue.bytes() + task.bytes() > limits.maxQueuedBytes();
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
                checkOpen();
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
    void announceBeginnings() {
        for (WorkerHandle worker : crew.workers()) {
            WorkerProcess process = worker.process();
            if (process != null) {
                process.scoreboard().announceBeginnings(waiting > 0);
            }
        }
    }
}
