package io.github.processpool.internal.parent.supervision;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.Progress;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.NamedWorker;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Report;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what becomes of tasks that other members of a cluster have: notes it, and gives each the place that follows.
 *
 * <pre>{@code
 * AWAY -> READING   answered: the MemberDelivery has it read
 *      -> QUEUED    refused, or lost with an attempt left
 *      -> ENDED     lost, stopped, or nobody wants it any more
 * }</pre>
 *
 * <p>The first news of an end takes the task out of the {@link AwayTasks}; what comes after that, or of a ticket that nobody knows, changes
 * nothing. A future that has ended before, by its clock or from outside, keeps its outcome; only its work was still away.
 *
 * <p><b>Thread safety:</b> any thread, without the lock; takes the {@link PoolLock} itself.
 */
public final class MemberNews {

    private final PoolContext pool;
    private final PoolLock lock;
    private final AwayTasks away;
    private final Dispatcher dispatcher;
    private final Losses losses;
    private final PoolShutdown shutdown;
    private final Events events;
    private final MemberDelivery delivery;
    private final MemberVerdicts verdicts;

    /** Tells these, all of one pool that has other members. */
    public MemberNews(
            PoolContext pool,
            Dispatcher dispatcher,
            Losses losses,
            PoolShutdown shutdown,
            Events events,
            MemberDelivery delivery) {
        this.pool = pool;
        this.lock = pool.lock();
        this.away = delivery.away();
        this.dispatcher = dispatcher;
        this.losses = losses;
        this.shutdown = shutdown;
        this.events = events;
        this.delivery = delivery;
        this.verdicts = new MemberVerdicts(pool, losses);
    }

    // -- Before an end --

    /** Some member has given room. */
    public void onRoom() {
        try (var held = lock.hold()) {
            dispatcher.goOn();
        }
    }

    /** A process of a member has begun a task, so long ago. */
    public void onBegun(long ticket, long pid, long agoNanos) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                PendingTask<?> task = absence.task();
                task.where().noteBegun(absence, absence.since(agoNanos, pool.now()), pid);
                if (events.isHeard()) {
                    lock.lastly(() -> events.announceStart(task));
                }
            }
        }
    }

    /** A task has said how far it is. */
    public void onProgress(long ticket, Progress progress) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null && !absence.task().hasOutcome()) {
                absence.task().record().noteProgress(progress);
            }
        }
    }

    // -- It is back --

    /** No member has taken it, and it has not begun. */
    public void onRefused(long ticket, boolean elsewhere) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                refused(absence, elsewhere);
            }
        }
    }

    /** Its old place, and no attempt counted. */
    private void refused(Absence absence, boolean elsewhere) {
        try {
            PendingTask<?> task = absence.task();
            if (isWanted(task)) {
                task.where().noteRefusal(elsewhere);
                dispatcher.putBack(task);
            } else {
                end(task, () -> new CancellationException("Nobody wants it any more"));
            }
        } finally {
            away.end(absence);
        }
        goOn();
    }

    /** Its member can't be reached any more. */
    public void onLost(long ticket, Begun begun, String words, long orphanNanos) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                lost(absence, begun, words, orphanNanos);
            }
        }
    }

    private void lost(Absence absence, Begun begun, String words, long orphanNanos) {
        try {
            PendingTask<?> task = absence.task();
            if (orphanNanos > 0) {
                task.where().noteOrphan(pool.now() + orphanNanos);
            }
            if (losses.tryAgain(task)) {
                dispatcher.putBack(task);
            } else {
                int attempts = task.where().attempts();
                end(task, () -> verdicts.lost(absence, begun, words, attempts));
            }
        } finally {
            away.end(absence);
        }
        goOn();
    }

    // -- It has ended --

    /** It has ended, and no process works on it any more. */
    public void onAnswer(long ticket, GuestAnswer answer) {
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
                refused(absence, !absence.task().where().needsSameClasses());
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
            goOn();
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
            if (answer.end() instanceof Crashed crash) {
                String story = crash.words() + " on member " + absence.member();
                losses.countElsewhere(task, story, crash.circumstances(), Math.max(1, answer.attemptsUsed()));
            }
            if (answer.end() instanceof Cancelled && mayGoOn(task, answer)) {
                dispatcher.putBack(task);
            } else {
                end(task, failure(absence, answer.end()));
            }
        } finally {
            away.end(absence);
        }
        goOn();
    }

    /** The member has cancelled what nobody wanted cancelled: it takes part no more, as one that is lost. */
    private boolean mayGoOn(PendingTask<?> task, GuestAnswer answer) {
        return answer.begunAgoNanos() == 0 ? isWanted(task) : losses.tryAgain(task);
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
        task.where()
                .countAttempts(Math.min(answer.attemptsUsed(), task.options().maxAttempts()));
    }

    private static void noteElements(PendingTask<?> task, GuestAnswer answer) {
        if (answer.elementsBegun() >= 0) {
            task.chunk().noteBegun(answer.elementsBegun());
        }
    }

    private static boolean isWanted(PendingTask<?> task) {
        return !task.hasOutcome() && task.expiry().reason() == null;
    }

    /** Fails a task, unless it has an outcome: with its clock's reason, if one has run out. */
    private void end(PendingTask<?> task, Supplier<Throwable> failure) {
        Supplier<Throwable> expiry = task.expiry().reason();
        Optional<Supplier<Throwable>> reason = Optional.ofNullable(expiry);
        if (!task.hasOutcome()) {
            // Before it is marked: nobody else would end it.
            lock.afterwards(
                    () -> task.finish(Outcome.failure(reason.orElse(failure).get())));
        }
        task.where().markEnded();
    }

    /** There is one task less, or one more that waits. */
    private void goOn() {
        dispatcher.goOn();
        try {
            shutdown.finishIfDrained();
        } catch (VirtualMachineError e) {
            // It is short of memory, and the task is to have its outcome first; the patrol comes there, too.
        }
    }
}
