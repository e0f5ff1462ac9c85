package io.github.processpool.spring.dashboard;

/**
 * Counts durations in steps of an eighth of their size, so that a percentile is right to about 12 %, in one kilobyte. Durations from 65 µs
 * to three days are told apart.
 *
 * <p>One thread at a time may use it.
 */
final class Histogram {

    /** A unit is 2^16 nanoseconds. */
    private static final int UNIT_BITS = 16;

    /** Eight steps for each doubling. */
    private static final int STEP_BITS = 3;

    private static final int STEPS = 1 << STEP_BITS;
    private static final int VALUE_BITS = 32;
    private static final long LARGEST = (1L << VALUE_BITS) - 1;

    private final int[] counts = new int[(VALUE_BITS - STEP_BITS + 1) * STEPS];
    private long count;
    private long maxNanos;

    void add(long nanos) {
        counts[step(Math.min(LARGEST, Math.max(0, nanos) >> UNIT_BITS))]++;
        count++;
        maxNanos = Math.max(maxNanos, nanos);
    }

    void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        maxNanos = Math.max(maxNanos, other.maxNanos);
    }

    long count() {
        return count;
    }

    /** Returns what that share of all durations does not exceed, in milliseconds; 0 if there are none. */
    double percentileMillis(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(maxNanos, (largest(i) + 1) << UNIT_BITS) / 1e6;
            }
        }
        return 0;
    }

    private static int step(long value) {
        if (value < STEPS) {
            return (int) value;
        }
        int highest = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int within = (int) (value >>> (highest - STEP_BITS)) & (STEPS - 1);
        return (highest - STEP_BITS + 1) * STEPS + within;
    }

    /** Of all that are counted in a step. */
    private static long largest(int step) {
        if (step < STEPS) {
            return step;
        }
        int doublings = step / STEPS - 1;
        return ((STEPS + step % STEPS + 1L) << doublings) - 1;
    }
}
