package io.github.processpool.internal.parent.pool;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of a pool, and why it is broken. Decides nothing: the breaker of starts breaks and mends it, the shutdown ends it.
 *
 * <pre>{@code
 * RUNNING <-> BROKEN                  breakPool, recover
 *    +----------+-> SHUTTING_DOWN     shutDown
 *                       +-> TERMINATED   terminate
 * }</pre>
 *
 * <p><b>Thread safety:</b> moved under the {@link PoolLock} only; any thread may look.
 */
public final class PoolStatus {

    private final PoolLock lock;
    private final String poolName;
    /** Called under the lock, in this order. Filled before the pool is used. */
    private final List<Runnable> listeners = new ArrayList<>();

    /** Volatile so that submitters can look before they take the trouble to serialize. */
    private volatile PoolState state = PoolState.RUNNING;
    /** Written before the state, for who looks without the lock. */
    private volatile @Nullable FailedStarts failedStarts;

    /** A pool begins as one that runs. */
    public PoolStatus(PoolLock lock, String poolName) {
        this.lock = lock;
        this.poolName = poolName;
    }

    /** Before the pool is used: an action that follows each move, under the lock. */
    public void onMove(Runnable action) {
        listeners.add(action);
    }

    /** Returns how the pool stands. */
    public PoolState state() {
        return state;
    }

    /** Returns whether workers are started and replaced as they should be. */
    public boolean isRunning() {
        return state == PoolState.RUNNING;
    }

    /** Returns whether workers can't be started at present. */
    public boolean isBroken() {
        return state == PoolState.BROKEN;
    }

    /** Returns whether the pool takes no task for good. */
    public boolean isShutdown() {
        return state == PoolState.SHUTTING_DOWN || state == PoolState.TERMINATED;
    }

    // -- Moves; under the lock, each says whether it was one --

    /** Workers can't be started. */
    public boolean breakPool(FailedStarts reason) {
        failedStarts = reason;
        return move(state == PoolState.RUNNING, PoolState.BROKEN);
    }

    /** A worker was started after all. */
    public boolean recover() {
        return move(state == PoolState.BROKEN, PoolState.RUNNING);
    }

    /** No new tasks. */
    public boolean shutDown() {
        return move(state == PoolState.RUNNING || state == PoolState.BROKEN, PoolState.SHUTTING_DOWN);
    }

    /** Nothing is left. */
    public boolean terminate() {
        return move(state == PoolState.SHUTTING_DOWN, PoolState.TERMINATED);
    }

    private boolean move(boolean possible, PoolState next) {
        assert lock.isHeld();
        if (possible) {
            state = next;
            lock.signalChange();
            listeners.forEach(Runnable::run);
        }
        return possible;
    }

    // -- Refusals --

    /** Throws if the pool takes no task now. Without the lock the answer may be outdated. */
    public void checkOpen() {
        PoolState now = state;
        if (now == PoolState.BROKEN) {
            throw broken();
        } else if (now != PoolState.RUNNING) {
            throw new PoolShutdownException("Process pool '" + poolName + "' was shut down and takes no more tasks");
        }
    }

    /** Returns a new exception at each call, because every future has its own. */
    public PoolBrokenException broken() {
        FailedStarts reason = failedStarts;
        return reason == null
                ? new PoolBrokenException("Process pool '" + poolName + "' can't start workers", null)
                : broken(reason);
    }

    /** Returns the words for starts that have failed, also while some workers live and the pool is not broken. */
    public PoolBrokenException broken(FailedStarts reason) {
        return reason.brokenPool(poolName);
    }
}
