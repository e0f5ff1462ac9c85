package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;

/**
 * Says how many tasks before its last one a worker's successor has to be started: as many as are run while a worker starts, be it
 * one of the slower starts. Hears how long starts and tasks take and keeps the averages.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class LeadTime {

    // -- Averages; 0 until there is a sample --
    private long startNanos;
    private long taskNanos;
    /** How far starts are from their average. */
    private long deviationNanos;

    void onStart(long nanos) {
        if (startNanos == 0) {
            startNanos = nanos;
        } else {
            long off = nanos - startNanos;
            startNanos += off / 4;
            deviationNanos += (Math.abs(off) - deviationNanos) / 4;
        }
    }

    /** Workers that are started once workers have to be warm do both at once. */
    void onWarmUp(long nanos) {
        startNanos = Math.max(startNanos, nanos);
    }

    void onTask(long nanos) {
        taskNanos = taskNanos == 0 ? nanos : taskNanos + (nanos - taskNanos) / 8;
    }

    /** Returns how many tasks a worker runs while another one starts, and one more; 1 if nothing is known. */
    long tasks() {
        // Half of all starts take longer than the average, and a pool of few workers misses each one.
        return taskNanos == 0 ? 1 : (startNanos + 2 * deviationNanos) / taskNanos + 1;
    }
}
