package io.github.processpool.internal.parent.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lock of a pool, held in a {@code try (var held = lock.hold())}. Actions that must not happen under it — writing to a
 * socket, calling a listener, completing a future — are put down with {@link #afterwards} and done by the thread that releases the lock,
 * right after.
 *
 * <p><b>Thread safety:</b> it is what makes others safe; {@code afterwards} needs the lock.
 */
public final class PoolLock {

    private static final Logger log = LoggerFactory.getLogger(PoolLock.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** One object for everybody, so that holding the lock allocates nothing. */
    private final Held held = this::unlock;
    /** Guarded by lock. */
    private List<Runnable> afterwards = new ArrayList<>(4);

    /** The lock, held by the current thread until it is closed. */
    public interface Held extends AutoCloseable {

        /** Releases the lock, and does what was put off when this was the outermost hold. */
        @Override
        void close();
    }

    /** Takes the lock; the thread may have it already. */
    public Held hold() {
        lock.lock();
        return held;
    }

    private void unlock() {
        List<Runnable> actions = List.of();
        if (lock.getHoldCount() == 1 && !afterwards.isEmpty()) {
            actions = afterwards;
            afterwards = new ArrayList<>(4);
        }
        lock.unlock();
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                // The others still have to happen: a worker waits for them, or a future.
                log.error("An action of a process pool failed", e);
            }
        }
    }

    /** Has an action run when the lock is released, without it. */
    public void afterwards(Runnable action) {
        assert isHeld();
        afterwards.add(action);
    }

    /** Returns whether the current thread has the lock. */
    public boolean isHeld() {
        return lock.isHeldByCurrentThread();
    }

    /** Wakes everybody in {@link #awaitChange}. */
    public void signalChange() {
        assert isHeld();
        changed.signalAll();
    }

    /** Waits, without the lock, for the next {@link #signalChange}, or a little less; returns what is left of the time. */
    @SuppressWarnings("WaitNotInLoop") // The callers have the loops.
    public long awaitChange(long nanos) throws InterruptedException {
        return changed.awaitNanos(nanos);
    }

    /** Returns a wait that has no other end than a change. */
    public static long forever() {
        return TimeUnit.DAYS.toNanos(365);
    }
}
