package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;

/**
 * The clock that limits how long one sending of a task may run: {@link TaskClocks} starts it when the task is sent, and it runs
 * when the time from there on is up. It looks at the worker's page for when the task really began, waits for the rest, and tells the
 * {@link TaskStopper} at the end, and shortly before if there is no time for a thread dump then. It stops nothing itself.
 *
 * <p>Nothing on that page makes it wait for ever: a beginning counts from when it was first seen, no earlier than the sending and
 * no later than the present; an answer that is said to be on its way has to come; and a task that is said not to have begun has
 * to begin when there is nothing before it.
 *
 * <p><b>Thread safety:</b> run by the timer's thread.
 */
final class ExecutionClock implements Runnable {

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
            if (task.where().place() == Place.READING && isOfTheLastAttempt()) {
                watchReading();
            }
            return;
        }
        // Asked in the order in which the states follow each other, so that none is missed between two questions.
        boolean unbegun = sending.worker().scoreboard().hasNotBegun(sending.ticket());
        long began = task.where().startedNanos();
        if (began == 0 && unbegun) {
            onUnbegun(sending.sentNanos() + limitNanos - clocks.pool.now());
        } else if (began == 0) {
            watchReading(); // It has ended, and its answer is on the way.
        } else {
            onBegun(began + limitNanos - clocks.pool.now());
        }
    }

    /** One that was lost has left its clock behind, and the answer that is being read has its own. */
    private boolean isOfTheLastAttempt() {
        return task.where().absence() == null && task.expiry().isWatchedFor(sending);
    }

    private void onUnbegun(long left) {
        clocks.watch(task, left > 0 ? left : clocks.stopper.killIfIdling(task, sending, limitNanos), this);
    }

    private void onBegun(long left) {
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
        clocks.watch(task, TaskStopper.ANSWER_PATIENCE_NANOS, this::onUnread);
    }

    /** Its answer has not been read, unless it only waits for a log that is slow. */
    private void onUnread() {
        if (!task.expiry().hasArrived()) {
            clocks.stopper.killUnanswered(task, sending, ExitReason.TIMED_OUT);
            clocks.stopper.end(task, Clock.EXECUTION, null);
        }
    }
}
