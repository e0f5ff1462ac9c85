package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.supervision.Death.Part;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the answers of other members of a cluster to tasks that they have run, from the {@link MemberNews}: notes the end, and has the
 * {@link MemberDelivery} read it, or the {@link MemberVerdicts} say why there is nothing to read. A member is believed as far as what
 * it says can have been.
 *
 * <p><b>Thread safety:</b> any thread, without the lock; takes the {@link PoolLock} itself.
 */
final class MemberAnswers {

    private final PoolContext pool;
    private final PoolLock lock;
    private final AwayTasks away;
    private final Losses losses;
    private final Homecoming homecoming;
    private final MemberDelivery delivery;
    private final MemberVerdicts verdicts;

    MemberAnswers(
            PoolContext pool, Losses losses, Homecoming homecoming, MemberDelivery delivery, MemberVerdicts verdicts) {
        this.pool = pool;
        this.lock = pool.lock();
        this.away = delivery.away();
        this.losses = losses;
        this.homecoming = homecoming;
        this.delivery = delivery;
        this.verdicts = verdicts;
    }

    /** It has ended, and no process works on it any more. */
    void onAnswer(long ticket, GuestAnswer answer) {
        if (answer.end() instanceof Answered answered && answered.message() instanceof Result result) {
            onResult(ticket, answer, result);
        } else if (answer.end() instanceof Answered answered && answered.message() instanceof Failure failure) {
            onFailure(ticket, answer, failure);
        } else {
            onUnanswered(ticket, answer);
        }
    }

    private void onResult(long ticket, GuestAnswer answer, Result result) {
        Answer unread = delivery.answer(result, ofOtherMachine(result.report()));
        Absence absence = accept(ticket, answer, unread, false);
        if (absence != null) {
            deliver(absence, answer.pid(), result, unread);
        }
    }

    private void onFailure(long ticket, GuestAnswer answer, Failure failure) {
        if (failure.kind() == FailureKind.UNREADABLE && failure.report().fitness() == Fitness.FIT) {
            onUnreadable(ticket);
            return;
        } else if (delivery.isHeapExhausted(failure)) {
            onUnanswered(ticket, heapExhausted(answer, failure));
            return;
        }
        Answer unread = delivery.answer(failure, ofOtherMachine(failure.report()));
        Absence absence = accept(ticket, answer, unread, failure.kind() == FailureKind.UNREADABLE);
        if (absence != null) {
            deliver(absence, answer.pid(), failure, unread);
        }
    }

    /** Until then the pool has something to do, though it may have no worker left. */
    private void deliver(Absence absence, long pid, Message message, Answer unread) {
        try {
            delivery.deliver(absence, pid, message, unread);
        } finally {
            homecoming.delivered(absence);
        }
    }

    /** It has provably not begun: a member with the same classes may be able to read it; if that was one, then nobody but us. */
    private void onUnreadable(long ticket) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                absence.task().where().noteMisfit();
                homecoming.refused(absence);
            }
        }
    }

    /** What it has printed, and its clock, are on another machine. */
    private static Report ofOtherMachine(Report report) {
        return new Report(
                report.ticket(),
                0,
                report.executionNanos(),
                report.serializationNanos(),
                report.fitness(),
                false,
                report.progress());
    }

    /** Returns the sending that an answer ends, whose task is nobody's until it is delivered; null if nobody waits for it. */
    private @Nullable Absence accept(long ticket, GuestAnswer answer, Answer unread, boolean tooLarge) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence == null) {
                return null;
            }
            boolean accepted = false;
            try {
                note(absence, answer, unread, tooLarge);
                absence.task().where().markReading();
                accepted = true;
            } finally {
                if (accepted) {
                    absence.end();
                } else {
                    away.end(absence); // The mender finds it.
                }
            }
            homecoming.goOn();
            return accepted ? absence : null;
        }
    }

    /** A task that was too large for the heap of its worker has cost that worker, and so has a chunk. */
    private void note(Absence absence, GuestAnswer answer, Answer unread, boolean tooLarge) {
        PendingTask<?> task = absence.task();
        long began = noteBegin(absence, answer);
        task.reported(plausible(unread.report(), absence), began, unread.bytes());
        if (unread.report().fitness() == Fitness.FIT) {
            losses.survivedElsewhere(task);
        } else if (unread.report().fitness() == Fitness.HEAP_EXHAUSTED
                && (tooLarge || task.chunk().isChunk())) {
            losses.countHeapExhausted(task, MemberDelivery.worker(absence, answer.pid()));
        }
        if (!unread.atOnce()) {
            away.unread().add(unread.bytes());
        }
    }

    private Report plausible(Report report, Absence absence) {
        long now = pool.now();
        return new Report(
                report.ticket(),
                report.beganNanos(),
                absence.plausible(report.executionNanos(), now),
                absence.plausible(report.serializationNanos(), now),
                report.fitness(),
                report.printed(),
                report.progress());
    }

    /** A host says of its own accord that it was a crash; any other is told no more than here. */
    private static GuestAnswer heapExhausted(GuestAnswer answer, Failure failure) {
        String words = "a worker (pid " + answer.pid() + ") ran out of heap: "
                + failure.problem().message();
        return new GuestAnswer(
                new Crashed(ExitReason.OUT_OF_MEMORY, words, OutcomeReader.heapExhausted(answer.pid())),
                answer.pid(),
                Math.max(1, answer.begunAgoNanos()),
                answer.elementsBegun());
    }

    /** Its future fails; the task is away until its process has been stopped. */
    void onTimeUp(long ticket, GuestAnswer answer) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null && answer.end() instanceof TimedOut end) {
                noteBegin(absence, answer);
                lock.afterwards(() -> absence.task().finish(Outcome.failure(verdicts.of(end, absence))));
            }
        }
    }

    /** It was lost, stopped or not run there. */
    private void onUnanswered(long ticket, GuestAnswer answer) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                unanswered(absence, answer);
            }
        }
    }

    private void unanswered(Absence absence, GuestAnswer answer) {
        PendingTask<?> task = absence.task();
        try {
            boolean begun =
                    noteBegin(absence, answer) != 0; // Once it was said to have begun, nobody can take that back.
            noteElements(task, answer);
            Supplier<Throwable> failure = failure(absence, answer.end(), begun);
            if (failure == null) {
                homecoming.queueAgain(task);
            } else {
                homecoming.end(task, failure);
            }
        } finally {
            away.end(absence);
        }
        homecoming.goOn();
    }

    /** Returns how its task fails; null: it is to be queued again. */
    private @Nullable Supplier<Throwable> failure(Absence absence, GuestAnswer.End end, boolean begun) {
        PendingTask<?> task = absence.task();
        if (end instanceof Crashed crash) {
            return losses.failure(task, Death.of(crash, absence.member()), begun ? Part.BEGUN : Part.FIRST);
        } else if (end instanceof TimedOut timeout) {
            return () -> verdicts.of(timeout, absence);
        } else if (end instanceof Failed failed) {
            return () -> verdicts.of(failed, absence);
        } else if (end instanceof Cancelled) {
            // The member has cancelled what nobody wanted cancelled: it takes part no more, as one that is lost.
            boolean again = begun ? losses.tryAgain(task) : Homecoming.isWanted(task);
            int attempts = task.where().attempts();
            return again ? null : () -> verdicts.cancelled(absence, attempts);
        }
        Failed unknown = new Failed(GuestAnswer.Kind.RESULT_LOST, "its answer is none");
        return () -> verdicts.of(unknown, absence);
    }

    // -- Steps; under the lock --

    private long noteBegin(Absence absence, GuestAnswer answer) {
        if (answer.begunAgoNanos() != 0 || answer.end() instanceof Answered) {
            long began = absence.since(answer.begunAgoNanos(), pool.now());
            absence.task().where().noteBegun(absence, began, answer.pid());
        }
        return absence.task().where().startedNanos();
    }

    private static void noteElements(PendingTask<?> task, GuestAnswer answer) {
        if (answer.elementsBegun() >= 0) {
            task.chunk().noteBegun(answer.elementsBegun());
        }
    }
}
