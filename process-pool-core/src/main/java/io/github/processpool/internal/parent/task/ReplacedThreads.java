package io.github.processpool.internal.parent.task;

/**
 * Decides for the {@link Readings} which threads don't count any more, because they are stuck or slow in a {@link Reading} and another
 * one is to take their place: up to a limit, because each may stay for ever. It starts and ends none.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}.
 */
final class ReplacedThreads {

    private static final int MOST = 64;
    /** There are as many for each that counts, where these are few. */
    private static final int TIMES = 4;

    private final int most;
    private int count;

    /** Of so many threads that count. */
    ReplacedThreads(int mostThreads) {
        this.most = Math.min(MOST, TIMES * mostThreads);
    }

    /** Returns whether the thread in a reading is to be replaced now: not if it has been, or too many are. */
    boolean add(Reading reading) {
        if (reading.replaced || count >= most) {
            return false;
        }
        reading.replaced = true;
        count++;
        return true;
    }

    /** The thread in a reading has come back, and ends. */
    void remove(Reading reading) {
        count -= reading.replaced ? 1 : 0;
    }
}
