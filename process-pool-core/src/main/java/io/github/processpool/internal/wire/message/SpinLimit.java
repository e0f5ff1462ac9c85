package io.github.processpool.internal.wire.message;

/**
 * Says how long to look for an answer before blocking: a moment as long as answers come at once, not at all where the last ones
 * all let us wait. Between tasks of milliseconds a spin would only take the processor away from the workers.
 *
 * <p><b>Thread safety:</b> belongs to the receiving thread.
 */
final class SpinLimit {

    static final long SPIN_NANOS = 20_000;
    /** Longer than it takes to wake a blocked thread, so that a wait that a spin would have shortened is not taken for a long one. */
    private static final long LONG_WAIT_NANOS = 200_000;

    private static final int LONG_WAITS_NEEDED = 4;

    private int longWaits;

    long nanos() {
        return longWaits < LONG_WAITS_NEEDED ? SPIN_NANOS : 0;
    }

    /** Something has come after so long. */
    void waited(long nanos) {
        longWaits = nanos < LONG_WAIT_NANOS ? 0 : Math.min(LONG_WAITS_NEEDED, longWaits + 1);
    }
}
