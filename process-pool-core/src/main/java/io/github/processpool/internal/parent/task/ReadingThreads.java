package io.github.processpool.internal.parent.task;

import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the threads of the {@link Readings}, makes another one up to a limit, and keeps those that have nothing to do for a while.
 * It reads nothing, and knows nothing of those that were replaced.
 *
 * <p><b>Thread safety:</b> guarded by the lock that it is given, that of the {@code Readings}, but for the starts.
 */
final class ReadingThreads {

    private static final long KEEP_ALIVE_MILLIS = 10_000;

    private final Object lock;
    private final ThreadFactory factory;
    private final int most;
    /** Makes what one of them runs. */
    private final Supplier<Runnable> loops;

    private int count;
    /** How many of them have nothing to do. */
    private int idle;
    /** Idle ones end. */
    private boolean closed;

    ReadingThreads(Object lock, ThreadFactory factory, int most, Supplier<Runnable> loops) {
        this.lock = lock;
        this.factory = factory;
        this.most = most;
        this.loops = loops;
    }

    int most() {
        return most;
    }

    boolean areAllThere() {
        return count >= most;
    }

    /** Returns whether there is one that has nothing to do, or may be another one. */
    boolean isAnyFree() {
        return idle > 0 || !areAllThere();
    }

    /** Wakes an idle one for readings that wait; returns whether another one has to be started, which is counted. */
    boolean wake(int waiting) {
        lock.notify();
        boolean wanted = waiting > idle && count < most;
        count += wanted ? 1 : 0;
        return wanted;
    }

    /** Without the lock: starts one that is counted; it is counted no more if there can't be one, and false is returned. */
    boolean start() {
        boolean started = false;
        try {
            factory.newThread(loops.get()).start();
            started = true;
        } catch (RuntimeException | Error e) {
            // A machine that has no room for a thread now may have some later.
        } finally {
            if (!started) {
                synchronized (lock) {
                    uncount(1);
                }
            }
        }
        return started;
    }

    /**
     * Without the lock: has one interrupted that does not count any more; null if there is none. That may run code of the user, of a
     * channel that is closed by it, and so is left to a thread that nobody waits for.
     */
    void interrupt(@Nullable Thread stuck) {
        if (stuck == null) {
            return;
        }
        try {
            factory.newThread(() -> interruptSafely(stuck)).start();
        } catch (RuntimeException | Error e) {
            // It is stuck a little longer.
        }
    }

    private static void interruptSafely(Thread stuck) {
        try {
            stuck.interrupt();
        } catch (Throwable e) {
            // It is interrupted all the same.
        }
    }

    /** So many have ended, or don't count any more because they are stuck. */
    void uncount(int less) {
        count -= less;
    }

    /** The current one has nothing to do; returns when there may be something, or after a while. */
    @SuppressWarnings("WaitNotInLoop") // A thread that wakes for nothing ends a little early.
    void sleep() {
        if (closed) {
            return;
        }
        idle++;
        try {
            lock.wait(KEEP_ALIVE_MILLIS);
        } catch (InterruptedException e) {
            // Meant for a reading that is over.
        } finally {
            idle--;
        }
    }

    /** Lets idle ones end, now and from now on. */
    void close() {
        closed = true;
        lock.notifyAll();
    }
}
