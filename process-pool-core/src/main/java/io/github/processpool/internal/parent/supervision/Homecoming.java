package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * What follows when another member of a cluster has a task no more: gives it its old place in the queue, or an end, and lets the pool go
 * on, as {@link MemberNews} and {@link MemberAnswers} want it. It does not say which.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}, but for {@link #delivered}, which takes it.
 */
final class Homecoming {

    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final PoolShutdown shutdown;
    private final AwayTasks away;

    Homecoming(PoolLock lock, Dispatcher dispatcher, PoolShutdown shutdown, AwayTasks away) {
        this.lock = lock;
        this.dispatcher = dispatcher;
        this.shutdown = shutdown;
        this.away = away;
    }

    /** Returns whether anybody still wants its result. */
    static boolean isWanted(PendingTask<?> task) {
        return !task.hasOutcome() && task.expiry().reason() == null;
    }

    /** No member has taken it: it has its old place, and no attempt is counted. */
    void refused(Absence absence) {
        try {
            PendingTask<?> task = absence.task();
            if (isWanted(task)) {
                queueAgain(task);
            } else {
                end(task, () -> new CancellationException("Nobody wants it any more"));
            }
        } finally {
            away.end(absence);
        }
        goOn();
    }

    /** It has its old place in the queue. */
    void queueAgain(PendingTask<?> task) {
        dispatcher.putBack(task);
    }

    /** Fails a task, unless it has an outcome: with its clock's reason, if one has run out. */
    void end(PendingTask<?> task, Supplier<Throwable> failure) {
        Supplier<Throwable> expiry = task.expiry().reason();
        Supplier<Throwable> reason = expiry == null ? failure : expiry;
        if (!task.hasOutcome()) {
            lock.afterwards(
                    () -> task.finish(Outcome.failure(reason.get()))); // Before it is marked: nobody else would end it.
        }
        task.where().markEnded();
    }

    /** Without the lock: its answer is with those who read it, or its future has ended. */
    void delivered(Absence absence) {
        try (var held = lock.hold()) {
            away.end(absence);
            finishIfDrained();
        }
    }

    /** There is one task less, or one more that waits. What has happened is known, whatever happens here. */
    void goOn() {
        dispatcher.goOn();
        finishIfDrained();
    }

    private void finishIfDrained() {
        try {
            shutdown.finishIfDrained();
        } catch (VirtualMachineError e) {
            // It is short of memory, and the task is to have its outcome first; the patrol comes there, too.
        }
    }
}
