package io.github.processpool.sample.live;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * How long things take in the pool: the means of the timers that the starter keeps, which are the same under
 * {@code /actuator/metrics}. In milliseconds; -1 if it has not happened yet.
 *
 * @param queueWait of a document for a worker: {@code process.pool.task.wait}
 * @param execution of a document in a worker, however it ended: {@code process.pool.task.execution}
 * @param workerStart of a worker to its readiness: {@code process.pool.worker.start.time}
 * @param warmUp of that, its application context: {@code process.pool.worker.warm.up.time}
 */
public record PoolTimes(long queueWait, long execution, long workerStart, long warmUp) {

    static PoolTimes of(MeterRegistry meters, String pool) {
        return new PoolTimes(
                mean(meters, pool, "process.pool.task.wait"),
                mean(meters, pool, "process.pool.task.execution"),
                mean(meters, pool, "process.pool.worker.start.time"),
                mean(meters, pool, "process.pool.worker.warm.up.time"));
    }

    /** Over all timers of that name: some are kept by outcome. */
    private static long mean(MeterRegistry meters, String pool, String name) {
        Collection<Timer> timers = meters.find(name).tag("name", pool).timers();
        long count = timers.stream().mapToLong(Timer::count).sum();
        double total = timers.stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                .sum();
        return count == 0 ? -1 : Math.round(total / count);
    }
}
