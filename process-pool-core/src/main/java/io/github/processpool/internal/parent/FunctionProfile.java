package io.github.processpool.internal.parent;

/**
 * How long the tasks of one class or lambda usually take. Decides nothing but whether a few more may be sent ahead of their turn.
 *
 * <p><b>Thread safety:</b> written by the readers of several workers without a lock: a lost sample does no harm.
 */
final class FunctionProfile {

    private static final int SAMPLES_NEEDED = 4;
    /** So short that sending one costs more than running it: more of them at once make fewer and larger packets. */
    private static final long TINY_NANOS = 5_000;

    private static final long SHORT_NANOS = 200_000;
    /** Up to here the hand-over between two tasks is still some percent of the work: one may wait at the worker. */
    private static final long LONGEST_NANOS = 4_000_000;

    private static final int DEEP = 8;
    private static final int DEEPEST = 32;
    /** What a short task may take longer than usual, on a busy machine. */
    private static final long PATIENCE_NANOS = 2_000_000;

    /** Volatile so that readers see a recent value. */
    private volatile long averageNanos;
    /** Likewise; saturates. */
    private volatile int samples;

    void record(long nanos) {
        int count = samples;
        long before = averageNanos;
        averageNanos = count == 0 ? nanos : before + (nanos - before) / 8;
        // One long run makes the length unknown again for a while.
        samples = nanos > 4 * Math.max(SHORT_NANOS, before) ? 0 : Math.min(SAMPLES_NEEDED, count + 1);
    }

    /** Returns how many tasks may be with a worker at once while one of this kind is; 1 if its length is not known or long. */
    int depth() {
        long nanos = averageNanos;
        if (samples < SAMPLES_NEEDED || nanos >= LONGEST_NANOS) {
            return 1;
        }
        if (nanos < TINY_NANOS) {
            return DEEPEST;
        }
        return (int) Math.max(2, Math.min(DEEP, SHORT_NANOS / nanos));
    }

    /** Returns whether it is over so soon that taking back what waits behind it would gain nothing. */
    boolean isShort() {
        return samples == SAMPLES_NEEDED && averageNanos < SHORT_NANOS;
    }

    /** Returns how long after its sending one of this kind is done if it is no longer than the others; it may have waited for one. */
    long patienceNanos() {
        return PATIENCE_NANOS + 3 * Math.min(averageNanos, LONGEST_NANOS);
    }
}
