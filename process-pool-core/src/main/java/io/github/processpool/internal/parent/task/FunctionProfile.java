package io.github.processpool.internal.parent.task;

/**
 * How long the tasks of one class or lambda usually take, as their workers report it; a chunk takes as long as all its elements. It
 * decides nothing but whether a few more may be sent ahead of their turn.
 *
 * <p><b>Thread safety:</b> written by the readers of several workers without a lock: a lost sample does no harm.
 */
public final class FunctionProfile {

    private static final int SAMPLES_NEEDED = 4;
    /** A time so short that sending one costs more than running it: more of them at once make fewer and larger packets. */
    private static final long TINY_NANOS = 5_000;

    private static final long SHORT_NANOS = 200_000;
    /** Up to here the hand-over between two tasks is still some percent of the work: one may wait at the worker. */
    private static final long LONGEST_NANOS = 4_000_000;

    private static final int DEEP = 8;
    private static final int DEEPEST = 32;
    /** How much longer than usual a short task may take, on a busy machine. */
    private static final long PATIENCE_NANOS = 2_000_000;

    private final Samples samples;
    /** How many elements a task of this profile has. */
    private final int elements;

    /** The measurements, per element. */
    private static final class Samples {

        /** Volatile so that readers see a recent value. */
        private volatile double averageNanos;
        /** Likewise; saturates. */
        private volatile int count;
    }

    /** Nothing is known yet. */
    public FunctionProfile() {
        this(new Samples(), 1);
    }

    private FunctionProfile(Samples samples, int elements) {
        this.samples = samples;
        this.elements = elements;
    }

    /** Returns the profile of chunks of the same function. */
    public FunctionProfile ofChunk(int elements) {
        return elements == 1 ? this : new FunctionProfile(samples, elements);
    }

    /** Records that a number of elements, which may be fewer than were sent, took a time. */
    public void record(long nanos, int run) {
        int count = samples.count;
        double before = samples.averageNanos;
        double now = (double) nanos / run;
        samples.averageNanos = count == 0 ? now : before + (now - before) / 8;
        // One long run makes the length unknown again for a while.
        boolean outlier = nanos > 4 * Math.max(SHORT_NANOS, before * run);
        samples.count = outlier ? 0 : Math.min(SAMPLES_NEEDED, count + 1);
    }

    private long averageNanos() {
        return (long) (samples.averageNanos * elements);
    }

    /** Returns how many tasks may be with a worker at once while one of this kind is; 1 if its length is not known or long. */
    public int depth() {
        long nanos = averageNanos();
        if (samples.count < SAMPLES_NEEDED || nanos >= LONGEST_NANOS) {
            return 1;
        }
        if (nanos < TINY_NANOS) {
            return DEEPEST;
        }
        return (int) Math.max(2, Math.min(DEEP, SHORT_NANOS / nanos));
    }

    /** Returns whether it is over so soon that taking back what waits behind it would gain nothing. */
    public boolean isShort() {
        return samples.count == SAMPLES_NEEDED && averageNanos() < SHORT_NANOS;
    }

    /** Returns how long after its sending one of this kind is done if it is no longer than the others; it may have waited for one. */
    public long patienceNanos() {
        return PATIENCE_NANOS + 3 * Math.min(averageNanos(), LONGEST_NANOS);
    }
}
