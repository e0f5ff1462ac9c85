package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.life.WorkerSession;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Reading;
import io.github.processpool.internal.parent.task.Readings;
import io.github.processpool.internal.wire.message.Report;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has an answer read that {@link TaskAnswers} has accepted, and ends the future with it, once all that the task printed and logged is
 * in this JVM's log, or that takes too long. An answer whose reading runs code of the user is the business of the {@link Readings};
 * any other one is read at once.
 *
 * <p><b>Thread safety:</b> called by the threads of all workers, without the lock; futures end on them, on those of the {@link
 * Readings}, on those that read output or write logs, or on the timer's.
 */
final class Delivery {

    /** How long a finished task waits for what it has printed. */
    static final long OUTPUT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Made beforehand, for a heap that has no room for anything. */
    private static final Outcome NOT_DELIVERED = Outcome.failure(new ResultSerializationException(
            "The result of a task was lost on its way to its future: the heap of this JVM had no room at all. Give it more with -Xmx",
            null));

    private final Timer timer;
    private final Readings readings;

    Delivery(Timer timer, Readings readings) {
        this.timer = timer;
        this.readings = readings;
    }

    /**
     * Ends a task with its answer, unless nobody wants it any more. Nobody else has the task: it ends whatever is thrown here.
     *
     * @param session tells of output and log; null: both are on another machine
     * @param reader reads the answer
     * @param onLeft follows when an answer that is not read at once need not be kept any more
     */
    void deliver(
            PendingTask<?> task,
            @Nullable WorkerSession session,
            Answer answer,
            Supplier<Outcome> reader,
            Runnable onLeft) {
        try {
            handOver(task, session, answer, reader, onLeft);
        } catch (RuntimeException | Error e) {
            giveUp(task, e);
            throw e;
        }
    }

    /** Ends a task that nobody else has, and that can't be delivered. */
    static void giveUp(PendingTask<?> task, Throwable problem) {
        end(task, notDelivered(task, problem));
    }

    private static Outcome notDelivered(PendingTask<?> task, Throwable problem) {
        try {
            return Outcome.failure(new ResultSerializationException(
                    "The result of " + task.describe() + " was lost on its way to its future: " + problem
                            + ". Unless the heap of this JVM had no room, this is a bug of the library",
                    problem));
        } catch (Throwable e) {
            return NOT_DELIVERED;
        }
    }

    private void handOver(
            PendingTask<?> task,
            @Nullable WorkerSession session,
            Answer answer,
            Supplier<Outcome> reader,
            Runnable onLeft) {
        Consumer<Outcome> receiver = new Arrival(task, session, answer.report());
        Supplier<Throwable> expiry = task.expiry().reason();
        if (!task.hasOutcome() && expiry == null && !answer.atOnce()) {
            readings.add(new Reading(task, answer.bytes(), () -> evaluated(task, reader), receiver, onLeft));
            return;
        }
        if (!answer.atOnce()) {
            onLeft.run();
        }
        if (task.hasOutcome()) {
            task.where().markEnded();
        } else {
            receiver.accept(expiry == null ? evaluated(task, reader) : Outcome.failure(expiry.get()));
        }
    }

    /**
     * Takes what was read of an answer to the future. It is no lambda, because every answer comes here: one that is linked for the first
     * time while there is no memory may fail for good.
     */
    private final class Arrival implements Consumer<Outcome> {

        private final PendingTask<?> task;
        private final @Nullable WorkerSession session;
        private final Report report;
        private final boolean logged;

        /** On the worker's thread, which alone may ask whether it has logged. */
        private Arrival(PendingTask<?> task, @Nullable WorkerSession session, Report report) {
            this.task = task;
            this.session = session;
            this.report = report;
            this.logged = session != null && session.events().hasLogged(report.ticket());
        }

        /** The answer has been read; a clock may have run out meanwhile. */
        @Override
        public void accept(Outcome read) {
            Supplier<Throwable> expiry = task.expiry().arrive();
            Outcome result = expiry == null ? read : Outcome.failure(expiry.get());
            WorkerSession here = session;
            if (here != null && (logged || report.printed())) {
                afterOutput(result, here);
            } else {
                end(task, result);
            }
        }

        private void afterOutput(Outcome result, WorkerSession here) {
            Runnable done = () -> end(task, result);
            Runnable end = logged ? () -> here.events().afterEvents(timer, done) : done;
            if (!report.printed()) {
                end.run();
                return;
            }
            here.output().afterMark(report.ticket(), TaskAnswers.originOf(task), end);
            if (!task.hasOutcome()) {
                timer.after(OUTPUT_PATIENCE_NANOS, () -> here.output().giveUpWaiting(report.ticket()));
            }
        }
    }

    /** Those who call this may have nobody to tell of an error: the mender of tasks learns of it, too. */
    private static void end(PendingTask<?> task, Outcome result) {
        try {
            task.finish(result);
            task.where().markEnded();
        } catch (RuntimeException | Error e) {
            task.leaveUnread(e);
            throw e;
        }
    }

    /** Reading an answer runs code of the user's: whatever it throws, the future ends. */
    private static Outcome evaluated(PendingTask<?> task, Supplier<Outcome> reader) {
        try {
            return reader.get();
        } catch (Throwable e) {
            return Outcome.failure(new ResultSerializationException(
                    "The answer of task '" + task.name() + "' can't be read: "
                            + e.getClass().getName(),
                    e));
        }
    }
}
