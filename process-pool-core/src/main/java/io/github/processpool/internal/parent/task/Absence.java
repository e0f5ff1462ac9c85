package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.process.WorkerClock;

/**
 * One sending of a task to another member of a cluster: made by the ledger of tasks that are elsewhere, and kept by the task's {@link
 * Whereabouts}, also after its end.
 *
 * <pre>{@code
 * made -> away -> over       over: it was answered, came back, or nobody waits for it any more; nothing that is told of it counts
 * }</pre>
 *
 * <p>While it is away and not known to have begun, its member may be asked to give it back, again and again: what becomes of that is up
 * to the member, which either gives it back or has begun it.
 *
 * <p><b>Thread safety:</b> moved under the pool's lock; any thread may look at what does not change once the task is away.
 */
public final class Absence {

    /** A task that has begun is known to have after so long, or is over, as long as nothing is slow. */
    public static final long PATIENCE_NANOS = 20_000_000;
    /** A member does not know a task whose arguments are still on their way, and is silent about one that it has begun. */
    private static final long ASK_AGAIN_NANOS = 250_000_000;

    private final PendingTask<?> task;
    private final long ticket;
    private final long sentNanos;
    /** Written before the task is away. */
    private String member = "";
    /** Guarded by the pool's lock. */
    private boolean over;
    /** When its member may be asked for it. Guarded by the pool's lock. */
    private long askNanos;

    /**
     * A sending that no member has taken yet.
     *
     * @param ticket names it, and no other one of this pool
     * @param sentNanos when
     */
    public Absence(PendingTask<?> task, long ticket, long sentNanos) {
        this.task = task;
        this.ticket = ticket;
        this.sentNanos = sentNanos;
        this.askNanos = sentNanos + PATIENCE_NANOS;
    }

    /** A member has taken the task. */
    public void begin(String name) {
        member = name;
        task.where().markAway(this);
    }

    /** Nothing that is told of it counts any more. Allocates nothing. */
    public void end() {
        over = true;
    }

    /** Its member was asked to give it back. */
    public void noteAsked(long now) {
        askNanos = now + ASK_AGAIN_NANOS;
    }

    /** Returns whether its member may be asked to give it back now. */
    public boolean mayAsk(long now) {
        return now - askNanos >= 0;
    }

    /** Returns whether it is wanted, and waits for a worker over there, as far as is known. */
    public boolean isWaiting() {
        return !over && task.where().startedNanos() == 0 && !task.hasOutcome();
    }

    /** Returns whether nobody waits for it. */
    public boolean isOver() {
        return over;
    }

    /** Returns what was sent. */
    public PendingTask<?> task() {
        return task;
    }

    /** Returns its name. */
    public long ticket() {
        return ticket;
    }

    /** Returns the name of the member that has taken it. */
    public String member() {
        return member;
    }

    /** Returns a time, so long ago as the member says, or the nearest to it at which the task can have been there. */
    public long since(long agoNanos, long now) {
        return WorkerClock.plausible(now - Math.max(0, agoNanos), sentNanos, now);
    }

    /** Returns a duration that the member claims, or the longest that it can have been. */
    public long plausible(long nanos, long now) {
        return Math.max(0, Math.min(nanos, now - sentNanos));
    }
}
