package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.Report;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads an answer that {@link TaskAnswers} has accepted and ends the future with it, once all that the task printed and logged is
 * in this JVM's log, or that takes too long. Owner of a task from {@code READING} to {@code ENDED}.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers, without the lock; futures end on them, or on those that read
 * output or write logs, or the timer's.
 */
final class Delivery {

    /** How long a finished task waits for what it has printed. */
    static final long OUTPUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Timer timer;

    Delivery(Timer timer) {
        this.timer = timer;
    }

    /** Reads the answer with the outcome's supplier, on this thread, unless nobody wants it any more. */
    void deliver(PendingTask<?> task, WorkerSession session, Report report, Supplier<Outcome> outcome) {
        if (task.hasOutcome()) {
            task.where().markEnded();
            return;
        }
        Outcome read = task.expiry().reason() == null ? evaluated(task, outcome) : null;
        Supplier<Throwable> expiry = task.expiry().arrive(); // A clock may also have run out while the answer was read.
        Outcome result = expiry == null ? Objects.requireNonNull(read) : Outcome.failure(expiry.get());
        afterOutput(task, session, report, () -> end(task, result));
    }

    /** Those who call this after the output have nobody to tell of an error. */
    private static void end(PendingTask<?> task, Outcome result) {
        try {
            task.finish(result);
            task.where().markEnded();
        } catch (RuntimeException | Error e) {
            task.leaveUnread(e);
        }
    }

    private void afterOutput(PendingTask<?> task, WorkerSession session, Report report, Runnable done) {
        Runnable end = session.events().hasLogged(report.ticket())
                ? () -> session.events().afterEvents(timer, done)
                : done;
        if (!report.printed()) {
            end.run();
            return;
        }
        session.output().afterMark(report.ticket(), task.describe(), end);
        if (!task.hasOutcome()) {
            timer.after(OUTPUT_PATIENCE_NANOS, () -> session.output().giveUpWaiting(report.ticket()));
        }
    }

    /** Reading an answer runs code of the user's: whatever it throws, the future ends. */
    private static Outcome evaluated(PendingTask<?> task, Supplier<Outcome> outcome) {
        try {
            return outcome.get();
        } catch (Throwable e) {
            return Outcome.failure(new ResultSerializationException(
                    "The answer of task '" + task.name() + "' can't be read: "
                            + e.getClass().getName(),
                    e));
        }
    }
}
