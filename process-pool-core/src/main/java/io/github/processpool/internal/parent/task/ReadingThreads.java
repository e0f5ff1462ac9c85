package io.github.processpool.internal.parent.task;

import java.util.concurrent.ThreadFactory;

/**
 * Counts the threads of the {@link Readings}, makes another one up to a limit, and keeps those that have nothing to do for a while.
 * It reads nothing, and knows nothing of those that were replaced.
 *
 * <p><b>Thread safety:</b> guarded by the lock that it is given, that of the {@code Readings}, but for {@link #start}.
 */
final class ReadingThreads {

    private static final long KEEP_ALIVE_MILLIS = 10_000;

    private final Object lock;
    private final ThreadFactory factory;
    private final int most;

    private int count;
    /** How many of them have nothing to do. */
    private int idle;
    /** Idle ones end. */
    private boolean closed;

    ReadingThreads(Object lock, ThreadFactory factory, int most) {
        this.lock = lock;
        this.factory = factory;
        this.most = most;
    }

    int most() {
        return most;
    }

    boolean areAllThere() {
        return count >= most;
    }

    /** Wakes an idle one for readings that wait; returns whether another one has to be started, which is counted. */
    boolean wake(int waiting) {
        lock.notify();
        boolean wanted = waiting > idle && count < most;
        count += wanted ? 1 : 0;
        return wanted;
    }

    /** Without the lock: starts one that is counted; it is counted no more if there can't be one, and has to be tried again. */
    void start(Runnable action) {
        boolean started = false;
        try {
            factory.newThread(action).start();
            started = true;
        } catch (RuntimeException | Error e) {
            // A machine that has no room for a thread now may have some later.
        } finally {
            if (!started) {
                synchronized (lock) {
                    uncount();
                }
            }
        }
    }

    /** One has ended, or does not count any more because it is stuck. */
    void uncount() {
        count--;
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
