package io.github.processpool;

import java.util.List;
import java.util.Map;

/**
 * A pool at one moment. The figures are read one after the other while work goes on, so a sum may be off by the tasks
 * that moved meanwhile.
 *
 * @param name the pool's name
 * @param state where it stands
 * @param minWorkers how many workers are kept when there is nothing to do
 * @param maxWorkers how many may run tasks at once
 * @param queueCapacity how many tasks may wait
 * @param queuedTasks tasks that have not begun, those sent ahead to a worker included
 * @param runningTasks tasks that a worker has begun and not ended
 * @param completedTasks tasks that ended with a value
 * @param failedTasks tasks that ended with an exception
 * @param cancelledTasks tasks that were cancelled
 * @param workersStarted starts so far that reached readiness
 * @param exitsByReason ended workers by reason; only reasons that occurred
 * @param workers one row per worker, in the order of their slots
 */
public record PoolSnapshot(
        String name,
        PoolState state,
        int minWorkers,
        int maxWorkers,
        int queueCapacity,
        int queuedTasks,
        int runningTasks,
        long completedTasks,
        long failedTasks,
        long cancelledTasks,
        long workersStarted,
        Map<ExitReason, Long> exitsByReason,
        List<WorkerSnapshot> workers) {

    /** Copies the collections, so that a snapshot never changes. */
    public PoolSnapshot {
        exitsByReason = Map.copyOf(exitsByReason);
        workers = List.copyOf(workers);
    }
}
