package io.github.processpool.cluster.internal.session;

/**
 * The clock of a cluster, and what runs short actions at their time. All that asks how much time has passed asks here, so that a
 * simulation can turn the clock.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface ClusterClock {

    /**
     * Returns the time on a clock that only goes forward.
     *
     * @return in nanoseconds, from a beginning that means nothing
     */
    long now();

    /**
     * Runs an action after a time, on a thread that holds no lock; after the end of the cluster not at all.
     *
     * @param nanos how long to wait
     * @param action short, waits for nothing
     */
    void after(long nanos, Runnable action);
}
