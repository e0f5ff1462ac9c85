package io.github.processpool;

import java.time.Duration;
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
 * @param queuedBytes size of the serialized tasks that wait for a worker
 * @param maxQueuedBytes what it may be
 * @param nextTaskWait how long the task that is next in the queue has waited; zero while none does
 * @param retriedTasks how often a task that was lost with its worker was run again
 * @param rejectedTasks submissions that were refused, because the queue was full, or the pool broken or shut down
 * @param quarantinedKeys keys whose tasks are not run any more; at most 100 of them
 * @param recentExits the last ends of workers, the latest first; at most 50
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
        List<WorkerSnapshot> workers,
        long queuedBytes,
        long maxQueuedBytes,
        Duration nextTaskWait,
        long retriedTasks,
        long rejectedTasks,
        List<String> quarantinedKeys,
        List<WorkerExit> recentExits) {

    /** Copies the collections, so that a snapshot never changes. */
    public PoolSnapshot {
        exitsByReason = Map.copyOf(exitsByReason);
        workers = List.copyOf(workers);
        quarantinedKeys = List.copyOf(quarantinedKeys);
        recentExits = List.copyOf(recentExits);
    }

    /**
     * A pool in which nothing waits and of which nothing else is known.
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
    public PoolSnapshot(
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
        this(
                name,
                state,
                minWorkers,
                maxWorkers,
                queueCapacity,
                queuedTasks,
                runningTasks,
                completedTasks,
                failedTasks,
                cancelledTasks,
                workersStarted,
                exitsByReason,
                workers,
                0,
                0,
                Duration.ZERO,
                0,
                0,
                List.of(),
                List.of());
    }
}
