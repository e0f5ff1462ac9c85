package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;

/**
 * Watches the three clocks of a task — how long it may wait, how long it may run, and when it must be over — and tells the
 * {@link TaskStopper} when one has run out. It stops nothing itself.
 *
 * <p><b>Thread safety:</b> submitters and the {@link Dispatcher} start clocks, with or without the lock; they run out on the
 * timer's thread.
 */
public final class TaskClocks {

    final PoolContext pool;
    final TaskStopper stopper;

    /** Clocks of a pool's timer. */
    public TaskClocks(PoolContext pool, TaskStopper stopper) {
        this.pool = pool;
        this.stopper = stopper;
    }

    /** A task was accepted. */
    void watchQueue(PendingTask<?> task) {
        task.options().queueTimeout().ifPresent(limit -> watch(task, limit.toNanos(), () -> onQueueTimeout(task)));
        task.options().deadline().ifPresent(limit -> watchDeadline(task, limit.toNanos()));
    }

    private void watchDeadline(PendingTask<?> task, long limit) {
        long lead = stopper.dumpLead(task, limit);
        if (lead > 0) {
            watch(task, limit - lead, () -> stopper.askForDump(task));
        }
        watch(task, limit, () -> onDeadline(task));
    }

    /** A task was sent; its timeout begins when the worker does. */
    public void watchExecution(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (sending != null && task.options().timeout().isPresent()) {
            long limit = task.options().timeout().get().toNanos();
            new ExecutionClock(this, task, sending, limit).start();
            task.expiry().markWatched(sending);
        }
    }

    /**
     * Another member has answered, and reading that runs code of the user: what is left of the task's time, and a little more, has to do.
     * Before that its timeout was the business of the member.
     */
    public void watchReading(PendingTask<?> task) {
        task.options().timeout().ifPresent(limit -> {
            long left = task.where().startedNanos() + limit.toNanos() - pool.now();
            watch(task, Math.max(0, left) + TaskStopper.ANSWER_PATIENCE_NANOS, () -> {
                if (!task.expiry().hasArrived()) {
                    stopper.end(task, Clock.EXECUTION, null);
                }
            });
        });
    }

    /** Does something after a time, unless the task is done before. */
    void watch(PendingTask<?> task, long nanos, Runnable onEnd) {
        task.expiry().stopAtEnd(pool.timer().after(nanos, onEnd));
    }

    private void onQueueTimeout(PendingTask<?> task) {
        if (!task.hasOutcome()) {
            stopper.endUnbegun(task, Clock.QUEUE);
        }
    }

    private void onDeadline(PendingTask<?> task) {
        if (!task.hasOutcome() && !stopper.endUnbegun(task, Clock.DEADLINE)) {
            stopper.expire(task, Clock.DEADLINE);
        }
    }
}
