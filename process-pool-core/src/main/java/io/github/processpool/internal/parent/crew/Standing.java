package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.Message.TakeSlot;
import org.jspecify.annotations.Nullable;

/**
 * How one worker stands in the crew: its slot, from whom it takes over, who takes over from it, and why that is to happen. Told
 * by {@link Hiring}, {@link Succession} and {@link Recycling}, which decide.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Standing {

    private final WorkerHandle worker;
    private final WorkerLink link;
    private final Headcount headcount;

    /** Why it is to be replaced as soon as somebody can take over. */
    private @Nullable ExitReason due;
    /** The worker that takes over when this one leaves. */
    private @Nullable WorkerHandle successor;
    /** The worker that this one takes over from. */
    private @Nullable WorkerHandle predecessor;

    Standing(WorkerHandle worker, Headcount headcount) {
        this.worker = worker;
        this.headcount = headcount;
        this.link = worker.link();
    }

    /** Returns its slot; negative as long as it is a spare worker. */
    int slot() {
        return link.slot();
    }

    /** Returns whether it is not known yet where it will take over. */
    boolean isSpare() {
        return link.slot() < 0;
    }

    /** Returns whether it is to take over, from a worker or for a slot that it does not have yet. */
    boolean isStandby() {
        return predecessor != null || isSpare();
    }

    /** A spare worker gets its place; tells it, before its first task. */
    void takeSlot(int free) {
        headcount.onChange();
        link.takeSlot(free);
        link.post(new TakeSlot(free));
    }

    /** It is to be replaced; the first reason counts. */
    void markDue(ExitReason reason) {
        if (due == null) {
            headcount.onChange();
            due = reason;
        }
    }

    /** Returns why it is to be replaced; null: it is not. */
    @Nullable
    ExitReason due() {
        return due;
    }

    @Nullable
    WorkerHandle successor() {
        return successor;
    }

    @Nullable
    WorkerHandle predecessor() {
        return predecessor;
    }

    /** The other one takes over when this one has left; null: nobody does. */
    void succeedWith(@Nullable WorkerHandle other) {
        headcount.onChange();
        WorkerHandle before = successor;
        if (before != null) {
            before.standing().predecessor = null;
        }
        successor = other;
        if (other != null) {
            other.standing().predecessor = worker;
        }
    }

    /** Returns whether it is due and somebody is being made ready to take over. */
    boolean isBeingReplaced() {
        return due != null && successor != null;
    }

    /** Returns whether it is due and somebody stands by to take over: it is to take no task any more. */
    boolean isReplaced() {
        WorkerHandle next = successor;
        return due != null && next != null && next.state() == WorkerState.STANDBY;
    }
}
