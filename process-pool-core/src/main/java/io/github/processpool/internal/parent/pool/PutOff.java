package io.github.processpool.internal.parent.pool;

import org.jspecify.annotations.Nullable;

/**
 * Actions that were put off while a {@link PoolLock} was held: vital ones, and those that run after them. Filled under the lock, run
 * without it by the thread that has released it.
 *
 * <p><b>Thread safety:</b> none; it belongs to whoever has taken it from the lock.
 */
final class PutOff {

    private static final int MOST_KEPT = 1024;

    private final ActionLine vital = new ActionLine();
    private final ActionLine last = new ActionLine();

    /** Leads to another one that has failed. */
    @Nullable
    PutOff next;

    void addVital(Runnable action) {
        vital.add(action);
    }

    void addLast(Runnable action) {
        last.add(action);
    }

    boolean isEmpty() {
        return vital.isEmpty() && last.isEmpty();
    }

    /** Returns whether it is worth to be kept. */
    boolean isSmall() {
        return vital.room() + last.room() <= MOST_KEPT;
    }

    /** Runs all of them, whichever fail; returns the first failure, if any. Those that are to be run again stay. */
    @Nullable
    Throwable run() {
        Throwable first = vital.run();
        Throwable second = last.run();
        return first == null ? second : first;
    }
}
