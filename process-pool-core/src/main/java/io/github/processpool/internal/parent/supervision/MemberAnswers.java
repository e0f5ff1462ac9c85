package io.github.processpool.internal.parent.supervision;

import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.NamedWorker;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
        Absence absence = accept(ticket, answer, unread);
        if (absence != null) {
            delivery.deliver(absence, answer.pid(), result, unread);
        }
    }

    private void onFailure(long ticket, GuestAnswer answer, Failure failure) {
        if (failure.kind() == FailureKind.UNREADABLE && failure.report().fitness() == Fitness.FIT) {
            onUnreadable(ticket, answer);
            return;
        }
        Answer unread = delivery.answer(failure, ofOtherMachine(failure.report()));
        Absence absence = accept(ticket, answer, unread);
        if (absence != null) {
            delivery.deliver(absence, answer.pid(), failure, unread);
        }
    }

    /** It has provably not begun: a member with the same classes may be able to read it; if that was one, then nobody but us. */
    private void onUnreadable(long ticket, GuestAnswer answer) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                countAttempts(absence.task(), answer);
                homecoming.refused(absence, !absence.task().where().needsSameClasses());
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
    private @Nullable Absence accept(long ticket, GuestAnswer answer, Answer unread) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence == null) {
                return null;
            }
            boolean accepted = false;
            try {
                note(absence, answer, unread);
                absence.task().where().markReading();
                accepted = true;
            } finally {
                away.end(absence); // If it is not accepted, the mender finds it.
            }
            homecoming.goOn();
            return accepted ? absence : null;
        }
    }

    private void note(Absence absence, GuestAnswer answer, Answer unread) {
        PendingTask<?> task = absence.task();
        long began = noteBegin(absence, answer);
        countAttempts(task, answer);
        task.reported(plausible(unread.report(), absence), began, unread.bytes());
        if (unread.report().fitness() == Fitness.FIT) {
            losses.survivedElsewhere(task);
        } else if (unread.report().fitness() == Fitness.HEAP_EXHAUSTED) {
            noteElements(task, answer);
            NamedWorker worker = MemberDelivery.worker(absence, answer.pid());
            losses.countElsewhere(task, worker.describe() + " ran out of heap", OutcomeReader.heapExhausted(worker), 1);
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
            noteBegin(absence, answer);
            noteElements(task, answer);
            countAttempts(task, answer);
            countLosses(absence, answer);
            if (answer.end() instanceof Cancelled && mayGoOn(task, answer)) {
                homecoming.queueAgain(task);
            } else {
                homecoming.end(task, failure(absence, answer.end()));
            }
        } finally {
            away.end(absence);
        }
        homecoming.goOn();
    }

    /** The member has cancelled what nobody wanted cancelled: it takes part no more, as one that is lost. */
    private boolean mayGoOn(PendingTask<?> task, GuestAnswer answer) {
        return answer.begunAgoNanos() == 0 ? Homecoming.isWanted(task) : losses.tryAgain(task);
    }

    private Supplier<Throwable> failure(Absence absence, GuestAnswer.End end) {
        int attempts = absence.task().where().attempts();
        if (end instanceof Crashed crash) {
            return () -> verdicts.of(crash, absence, attempts);
        } else if (end instanceof TimedOut timeout) {
            return () -> verdicts.of(timeout, absence);
        } else if (end instanceof Failed failed) {
            return () -> verdicts.of(failed, absence);
        } else if (end instanceof Cancelled) {
            return () -> verdicts.cancelled(absence, attempts);
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

    private static void countAttempts(PendingTask<?> task, GuestAnswer answer) {
        task.where().countAttempts(attemptsUsed(task, answer));
    }

    /** Workers over there were lost with it, also where something else was its end: its key may be quarantined there by now. */
    private void countLosses(Absence absence, GuestAnswer answer) {
        PendingTask<?> task = absence.task();
        int lost = attemptsUsed(task, answer);
        if (answer.end() instanceof Crashed crash) {
            String story = crash.words() + " on member " + absence.member();
            losses.countElsewhere(task, story, crash.circumstances(), Math.max(1, lost));
        } else if (lost > 0) {
            NamedWorker worker = MemberDelivery.worker(absence, answer.pid());
            losses.countElsewhere(task, worker.describe() + " was lost", unknown(answer.pid()), lost);
        }
    }

    private static Circumstances unknown(long pid) {
        return new Circumstances(pid, OptionalInt.empty(), Optional.empty(), false, List.of(), Optional.empty());
    }

    /** As many as the member says, and no more than it could have made. */
    private static int attemptsUsed(PendingTask<?> task, GuestAnswer answer) {
        return Math.min(answer.attemptsUsed(), task.options().maxAttempts());
    }

    private static void noteElements(PendingTask<?> task, GuestAnswer answer) {
        if (answer.elementsBegun() >= 0) {
            task.chunk().noteBegun(answer.elementsBegun());
        }
    }
}
