package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.Timer;

/**
 * Has the {@link Readings} look again soon, by the timer, whether those that wait for a thread get on; once at a time. It wakes
 * none itself.
 *
 * <p><b>Thread safety:</b> guarded by the lock that it is given, that of the {@code Readings}, but for {@link #soon}.
 */
final class SecondLook {

    private final Object lock;
    private final Timer timer;
    private final Runnable action;
    /** Whether it is going to happen. */
    private boolean due;
    /** How many there were. */
    private long looks;

    private long looksBefore = -1;

    SecondLook(Object lock, Timer timer, Runnable action) {
        this.lock = lock;
        this.timer = timer;
        this.action = action;
    }

    /** Returns whether {@link #soon} is to follow, which is noted. */
    boolean isWanted() {
        boolean wanted = !due;
        due = true;
        return wanted;
    }

    /** From time to time: one that has not come since the last time never does, for its thread got lost before it asked the timer. */
    void forgetIfLost() {
        due &= looks != looksBefore;
        looksBefore = looks;
    }

    /** Without the lock: the action follows. */
    void soon() {
        boolean coming = false;
        try {
            timer.after(QuickReader.PATIENCE_NANOS, this::look);
            coming = true;
        } finally {
            if (!coming) {
                noteOver();
            }
        }
    }

    private void look() {
        noteOver();
        action.run();
    }

    private void noteOver() {
        synchronized (lock) {
            due = false;
            looks++;
        }
    }
}
