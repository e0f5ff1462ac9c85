package io.github.processpool.internal.parent.task;

import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the threads of the {@link Readings}, makes another one up to a limit, and keeps those that have nothing to do for a while.
 * It reads nothing, and knows nothing of those that were replaced. One that has ended without a word does not count for long: it knows
 * the threads themselves.
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

    /** Those that count, in places of their own. */
    private final @Nullable Thread[] threads;
    /** Whether the one in a place has nothing to do. */
    private final boolean[] resting;

    private int count;
    /** How many of them have nothing to do. */
    private int idle;
    /** One that counts and was not started yet when it was seen last. */
    private @Nullable Thread newcomer;
    /** Idle ones end. */
    private boolean closed;

    ReadingThreads(Object lock, ThreadFactory factory, int most, Supplier<Runnable> loops) {
        this.lock = lock;
        this.factory = factory;
        this.most = most;
        this.threads = new Thread[most];
        this.resting = new boolean[most];
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

    /** Wakes an idle one for readings that wait; returns whether another one has to be started. */
    boolean wake(int waiting) {
        lock.notify();
        return waiting > idle && count < most;
    }

    /** Without the lock: starts one if there may be one more; returns false if there can't be one now. */
    boolean start() {
        Thread made = null;
        boolean started = false;
        try {
            made = factory.newThread(loops.get());
            if (join(made)) {
                made.start();
            }
            started = true;
        } catch (RuntimeException | Error e) {
            // A machine that has no room for a thread now may have some later.
        } finally {
            if (!started && made != null) {
                leave(made);
            }
        }
        return started;
    }

    private boolean join(Thread made) {
        synchronized (lock) {
            int place = placeOf(null);
            if (place >= 0) {
                threads[place] = made;
                count++;
            }
            return place >= 0;
        }
    }

    /** Returns -1 if it has no place. */
    private int placeOf(@Nullable Thread thread) {
        for (int i = 0; i < threads.length; i++) {
            if (threads[i] == thread) {
                return i;
            }
        }
        return -1;
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

    /** One has ended, or does not count any more because it is stuck; does nothing if it does not count. */
    void leave(@Nullable Thread thread) {
        synchronized (lock) {
            int place = thread == null ? -1 : placeOf(thread);
            if (place >= 0) {
                clear(place);
            }
        }
    }

    private void clear(int place) {
        wakeUp(place);
        threads[place] = null;
        count--;
    }

    private void wakeUp(int place) {
        idle -= resting[place] ? 1 : 0;
        resting[place] = false;
    }

    /** The current one has nothing to do; returns when there may be something, or after a while. One that does not count is to end. */
    @SuppressWarnings("WaitNotInLoop") // A thread that wakes for nothing ends a little early.
    void sleep() {
        int place = closed ? -1 : placeOf(Thread.currentThread());
        if (place < 0) {
            return;
        }
        resting[place] = true;
        idle++;
        try {
            lock.wait(KEEP_ALIVE_MILLIS);
        } catch (InterruptedException e) {
            // Meant for a reading that is over.
        } finally {
            wakeUp(place);
        }
    }

    /** Returns whether one has nothing to do. */
    boolean isResting(Thread thread) {
        int place = placeOf(thread);
        return place >= 0 && resting[place];
    }

    /** From time to time: counts anew those that are there, for none may have told of its end, or of its waking. */
    void recount() {
        Thread unborn = null;
        count = 0;
        idle = 0;
        for (int i = 0; i < threads.length; i++) {
            Thread thread = threads[i];
            if (thread != null && isGone(thread)) {
                threads[i] = null;
                resting[i] = false;
            } else if (thread != null) {
                unborn = thread.getState() == Thread.State.NEW ? thread : unborn;
                resting[i] &= thread.getState() != Thread.State.RUNNABLE;
                count++;
                idle += resting[i] ? 1 : 0;
            }
        }
        newcomer = unborn;
    }

    /** Whoever should have started it may be gone. */
    private boolean isGone(Thread thread) {
        return thread.getState() == Thread.State.TERMINATED
                || (thread == newcomer && thread.getState() == Thread.State.NEW);
    }

    /** Lets idle ones end, now and from now on. */
    void close() {
        closed = true;
        lock.notifyAll();
    }
}
