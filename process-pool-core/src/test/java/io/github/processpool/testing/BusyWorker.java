package io.github.processpool.testing;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;

/**
 * The only worker of a pool, in a task that returns its pid when it is released.
 *
 * @param pool that has this worker
 * @param task that has begun
 * @param released ends it
 */
public record BusyWorker(ProcessPoolExecutor pool, ProcessFuture<Long> task, Flag released) {

    public static BusyWorker in(Pools pools) {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag released = pools.flag();
        return new BusyWorker(pool, pools.occupy(pool, released), released);
    }

    public long pid() {
        return task.workerPid().orElseThrow();
    }
}
