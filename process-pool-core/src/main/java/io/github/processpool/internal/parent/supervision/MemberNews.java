package io.github.processpool.internal.parent.supervision;

import io.github.processpool.MemberLostException.Begun;
import io.github.processpool.Progress;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Absence;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;

/**
 * Hears what becomes of tasks that other members of a cluster have: notes it, and gives each the place that follows.
 *
 * <pre>{@code
 * AWAY -> READING   answered: the MemberAnswers have it read
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
    private final Events events;
    private final Homecoming homecoming;
    private final MemberVerdicts verdicts;
    private final MemberAnswers answers;

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
        this.events = events;
        this.homecoming = new Homecoming(lock, dispatcher, shutdown, away);
        this.verdicts = new MemberVerdicts(pool, losses);
        this.answers = new MemberAnswers(pool, losses, homecoming, delivery, verdicts);
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

    /** The time of a task is up. It is away until its process has been stopped. */
    public void onTimeUp(long ticket, GuestAnswer answer) {
        answers.onTimeUp(ticket, answer);
    }

    // -- It is back --

    /** No member has taken it, and it has not begun. */
    public void onRefused(long ticket) {
        try (var held = lock.hold()) {
            Absence absence = away.find(ticket);
            if (absence != null) {
                homecoming.refused(absence);
            }
        }
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
                homecoming.queueAgain(task);
            } else {
                int attempts = task.where().attempts();
                homecoming.end(task, () -> verdicts.lost(absence, begun, words, attempts));
            }
        } finally {
            away.end(absence);
        }
        homecoming.goOn();
    }

    /** It has ended, and no process works on it any more. */
    public void onAnswer(long ticket, GuestAnswer answer) {
        answers.onAnswer(ticket, answer);
    }
}
