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
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        Flag started = pools.flag();
        Flag released = pools.flag();
        ProcessFuture<Long> task = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        return new BusyWorker(pool, task, released);
    }

    public long pid() {
        return task.workerPid().orElseThrow();
    }
}
