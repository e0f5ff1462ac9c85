package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.concurrent.TimeUnit;

/**
 * Watches the three clocks of a task — how long it may wait, how long it may run, and when it must be over — and tells the
 * {@link TaskStopper} when one has run out. It stops nothing itself.
 *
 * <p><b>Thread safety:</b> submitters and the {@link Dispatcher} start clocks, with or without the lock; they run out on the
 * timer's thread.
 */
public final class TaskClocks {

    /** How long the answer of a task that has ended in time may take to be read. */
    private static final long ANSWER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PoolContext pool;
    private final TaskStopper stopper;

    /** Clocks of a pool's timer. */
    public TaskClocks(PoolContext pool, TaskStopper stopper) {
        this.pool = pool;
        this.stopper = stopper;
    }

    /** A task was accepted. */
    void watchQueue(PendingTask<?> task) {
        task.options().queueTimeout().ifPresent(limit -> watch(task, limit.toNanos(), () -> onQueueTimeout(task)));
        task.options().deadline().ifPresent(limit -> watch(task, limit.toNanos(), () -> onDeadline(task)));
    }

    /** A task was sent; its timeout begins when the worker does. */
    public void watchExecution(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (sending != null && task.options().timeout().isPresent()) {
            long limit = task.options().timeout().get().toNanos();
            watch(task, limit, () -> onTimeout(task, sending, limit));
        }
    }

    private void watch(PendingTask<?> task, long nanos, Runnable onEnd) {
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

    /** The time from the sending on is up, or the time from the beginning on. */
    private void onTimeout(PendingTask<?> task, Sending sending, long limit) {
        if (task.hasOutcome() || task.where().sending() != sending) {
            watchReading(task);
            return;
        }
        WorkerLink worker = sending.worker();
        long left = limit;
        // Asked in the order in which the states follow each other, so that none is missed between two questions.
        if (!worker.scoreboard().hasNotBegun(sending.ticket())) {
            if (!worker.scoreboard().hasBegun(sending.ticket())) {
                watchAnswer(task); // It has ended, and its answer is on the way.
                return;
            }
            left = worker.beganNanos(sending.ticket()) + limit - pool.now();
        }
        if (left > 0) {
            watch(task, left, () -> onTimeout(task, sending, limit));
        } else {
            stopper.expire(task, Clock.EXECUTION);
        }
    }

    private void watchReading(PendingTask<?> task) {
        if (!task.hasOutcome() && task.where().place() == Place.READING) {
            watchAnswer(task);
        }
    }

    /** Reading an answer may take for ever: it is the user's code. */
    private void watchAnswer(PendingTask<?> task) {
        watch(task, ANSWER_PATIENCE_NANOS, () -> onUnread(task));
    }

    /** Its answer has not been read, unless it only waits for a log that is slow. */
    private void onUnread(PendingTask<?> task) {
        if (!task.expiry().hasArrived()) {
            stopper.end(task, Clock.EXECUTION, null);
        }
    }
}
