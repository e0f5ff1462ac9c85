package io.github.processpool.micrometer;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Adds up the rows of a snapshot's workers, for {@link PoolMeters}. What is not known of a worker is left out. Stateless. */
final class WorkerFigures {

    private WorkerFigures() {}

    static long count(PoolSnapshot pool, WorkerState state) {
        return pool.workers().stream().filter(worker -> worker.state() == state).count();
    }

    static long live(PoolSnapshot pool) {
        return pool.workers().size()
                - count(pool, WorkerState.WAITING)
                - count(pool, WorkerState.STARTING)
                - count(pool, WorkerState.STANDBY)
                - count(pool, WorkerState.ENDED);
    }

    static long sum(PoolSnapshot pool, ToLongFunction<WorkerSnapshot> bytes) {
        return pool.workers().stream()
                .mapToLong(bytes)
                .filter(value -> value > 0)
                .sum();
    }

    static long largest(PoolSnapshot pool) {
        return Math.max(
                0,
                pool.workers().stream()
                        .mapToLong(WorkerSnapshot::residentBytes)
                        .max()
                        .orElse(0));
    }

    static long longestRunNanos(PoolSnapshot pool) {
        Instant now = Instant.now();
        return pool.workers().stream()
                .flatMap(worker -> worker.currentTask().stream())
                .mapToLong(task -> Duration.between(task.startedAt(), now).toNanos())
                .max()
                .orElse(0);
    }
}
