package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.Message;

/**
 * The warming up of one worker: hears from {@link WarmUps} that it is wanted and when it begins, from the worker's thread how it
 * ended and how long it took.
 *
 * <pre>{@code
 * NOT_WANTED -> DUE -> UNDER_WAY -> DONE      require, begin, end
 *                          '------> FAILED    fail: the worker is about to end
 * }</pre>
 *
 * <p>It does not decide who warms up when. A worker that was started warm begins as one that is done.
 *
 * <p><b>Thread safety:</b> moved under the {@link PoolLock}, but for {@code fail}, which is up to the worker's own thread, as is
 * {@code end}; any thread may look.
 */
public final class WarmUp {

    private enum State {
        NOT_WANTED,
        DUE,
        UNDER_WAY,
        FAILED,
        DONE
    }

    private final boolean fromTheStart;
    /** Volatile for the worker's thread, which sees it only end, and for the timer. */
    private volatile State state;
    /** Written before the state says that it is under way. */
    private volatile long since;
    /** How long the initializer took, as the worker says; 0: it has not. Volatile: its own thread writes. */
    private volatile long nanos;

    WarmUp(boolean fromTheStart) {
        this.fromTheStart = fromTheStart;
        this.state = fromTheStart ? State.DONE : State.NOT_WANTED;
    }

    /** Returns whether the worker warms up before it is ready for the first time. */
    public boolean isFromTheStart() {
        return fromTheStart;
    }

    /** The worker was started without, and now has to. */
    void require() {
        if (state == State.NOT_WANTED) {
            state = State.DUE;
        }
    }

    /** Returns whether the worker has to, and has not begun. */
    boolean isDue() {
        return state == State.DUE;
    }

    void begin(long now) {
        since = now;
        state = State.UNDER_WAY;
    }

    /** Without the lock, a moment after the begin: the worker may have been told to end in between. */
    static void ask(WorkerLink link) {
        if (link.exitReason() == null) {
            link.post(new Message.WarmUp());
            link.flush();
        }
    }

    /** The worker's own thread: the worker has said that it can't. */
    public void fail() {
        state = State.FAILED;
    }

    /** It is ready again. */
    void end() {
        state = State.DONE;
    }

    /** Returns whether it has begun and not come to a good end. */
    public boolean isUnderWay() {
        State now = state;
        return now == State.UNDER_WAY || now == State.FAILED;
    }

    boolean hasFailed() {
        return state == State.FAILED;
    }

    /** Returns when it began. */
    long since() {
        return since;
    }

    /** The worker's own thread: the worker says how long it took. */
    public void took(long worked) {
        nanos = Math.max(0, worked);
    }

    /** Returns how long it took; 0: it has not happened, or there was nothing to do. */
    public long nanos() {
        return nanos;
    }
}
