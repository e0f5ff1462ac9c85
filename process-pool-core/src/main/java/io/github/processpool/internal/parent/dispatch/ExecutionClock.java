package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.concurrent.TimeUnit;

/**
 * The clock that limits how long one sending of a task may run: {@link TaskClocks} starts it when the task is sent, and it runs
 * when the time from there on is up. It looks at the worker's page for when the task really began, waits for the rest, and tells the
 * {@link TaskStopper} at the end, and shortly before if there is no time for a thread dump then. It stops nothing itself.
 *
 * <p><b>Thread safety:</b> run by the timer's thread.
 */
final class ExecutionClock implements Runnable {

    /** How long the answer of a task that has ended in time may take to be read. */
    private static final long ANSWER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TaskClocks clocks;
    private final PendingTask<?> task;
    private final Sending sending;
    private final long limitNanos;
    private final long leadNanos;
    private boolean dumpAskedFor;

    ExecutionClock(TaskClocks clocks, PendingTask<?> task, Sending sending, long limitNanos) {
        this.clocks = clocks;
        this.task = task;
        this.sending = sending;
        this.limitNanos = limitNanos;
        this.leadNanos = clocks.stopper.dumpLead(task, limitNanos);
    }

    void start() {
        clocks.watch(task, limitNanos - leadNanos, this);
    }

    /** The time from the sending on is nearly up, or the time from the beginning on. */
    @Override
    public void run() {
        if (task.hasOutcome()) {
            return;
        }
        if (task.where().sending() != sending) {
            if (task.where().place() == Place.READING) {
                watchReading();
            }
            return;
        }
        WorkerLink worker = sending.worker();
        long left = limitNanos;
        // Asked in the order in which the states follow each other, so that none is missed between two questions.
        if (!worker.scoreboard().hasNotBegun(sending.ticket())) {
            if (!worker.scoreboard().hasBegun(sending.ticket())) {
                watchReading(); // It has ended, and its answer is on the way.
                return;
            }
            left = worker.beganNanos(sending.ticket()) + limitNanos - clocks.pool.now();
        }
        if (left > leadNanos) {
            clocks.watch(task, left - leadNanos, this);
        } else if (left > 0) {
            askForDump();
            clocks.watch(task, left, this);
        } else {
            clocks.stopper.expire(task, Clock.EXECUTION);
        }
    }

    private void askForDump() {
        if (!dumpAskedFor) {
            dumpAskedFor = true;
            clocks.stopper.askForDump(task);
        }
    }

    /** Reading an answer may take for ever: it is the user's code. */
    private void watchReading() {
        clocks.watch(task, ANSWER_PATIENCE_NANOS, this::onUnread);
    }

    /** Its answer has not been read, unless it only waits for a log that is slow. */
    private void onUnread() {
        if (!task.expiry().hasArrived()) {
            clocks.stopper.end(task, Clock.EXECUTION, null);
        }
    }
}
