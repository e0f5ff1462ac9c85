package io.github.processpool.spring.async.local;

import io.github.processpool.ProcessPoolExecutor;

/** A pool that starts with an application context, as those from properties do, and so not for the thread that starts that. */
public interface HasStarter {

    /**
     * Does nothing, unless this thread is the one that has yet to start the pool.
     *
     * @throws java.util.concurrent.RejectedExecutionException if it is
     */
    void refuseStarter();

    /** Asks a pool on behalf of another thread, for which this one will wait. */
    static void check(ProcessPoolExecutor pool) {
        if (pool instanceof HasStarter known) {
            known.refuseStarter();
        }
    }
}
