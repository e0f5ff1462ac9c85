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
 * <p><b>Thread safety:</b> moved under the pool's lock; any thread may look at what does not change once the task is away.
 */
public final class Absence {

    private final PendingTask<?> task;
    private final long ticket;
    private final long sentNanos;
    /** Written before the task is away. */
    private String member = "";
    /** Guarded by the pool's lock. */
    private boolean over;

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
