package io.github.processpool.spring.endpoint;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerExit;
import io.github.processpool.spring.cluster.ClusterView.SharedPool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A pool as the endpoint shows it; see {@link PoolSnapshot}.
 *
 * @param name its name
 * @param state where it stands
 * @param minWorkers how many workers are kept
 * @param maxWorkers how many may run tasks
 * @param queue what waits
 * @param tasks counters
 * @param workersStarted starts that reached readiness
 * @param exitsByReason ended workers by reason
 * @param limits what each worker may have
 * @param workers one row per worker, with the task that it runs
 * @param quarantinedKeys keys whose tasks are not run any more
 * @param recentExits the last ends of workers, the latest first
 * @param abandonedReadings tasks whose results are still being read, each on a thread of its own, though nobody wants them any more
 * @param droppedEvents events that were not told to listeners, because one is too slow
 * @param cluster the members that share the pool; null: it is this application's own
 */
public record PoolDescription(
        String name,
        PoolState state,
        int minWorkers,
        int maxWorkers,
        Queue queue,
        Tasks tasks,
        long workersStarted,
        Map<ExitReason, Long> exitsByReason,
        WorkerLimits limits,
        List<WorkerDescription> workers,
        List<String> quarantinedKeys,
        List<Exit> recentExits,
        List<String> abandonedReadings,
        long droppedEvents,
        @Nullable SharedPool cluster)
        implements OperationResponseBody {

    /**
     * What waits.
     *
     * @param tasks how many
     * @param capacity how many may
     * @param bytes their size
     * @param maxBytes what it may be
     * @param nextWaitsMillis how long the next one has waited
     */
    public record Queue(int tasks, int capacity, long bytes, long maxBytes, long nextWaitsMillis) {}

    /**
     * Counters.
     *
     * @param running now
     * @param reading ended in their workers, while their results are still being read
     * @param completed with a value
     * @param failed with an exception
     * @param cancelled and those that were cancelled
     * @param retried run again after their worker was lost
     * @param rejected refused at submission
     */
    public record Tasks(
            int running, int reading, long completed, long failed, long cancelled, long retried, long rejected) {}

    /**
     * What each worker may have.
     *
     * @param heapBytes the heap that the pool gives it; absent where that is not known
     * @param memoryBytes the memory above which it is replaced; absent if there is no limit
     */
    public record WorkerLimits(
            @Nullable Long heapBytes, @Nullable Long memoryBytes) {}

    /**
     * The end of a worker.
     *
     * @param pid its process
     * @param slot its slot
     * @param reason why
     * @param orderly whether nobody needs to look into it
     * @param description why, in words
     * @param startedAt when its start began
     * @param endedAt when its end was known
     * @param tasksCompleted how many tasks it had finished
     */
    public record Exit(
            long pid,
            int slot,
            ExitReason reason,
            boolean orderly,
            String description,
            Instant startedAt,
            Instant endedAt,
            long tasksCompleted) {

        private static Exit of(WorkerExit exit) {
            return new Exit(
                    exit.pid(),
                    exit.slot(),
                    exit.reason(),
                    exit.reason().isOrderly(),
                    exit.description(),
                    exit.startedAt(),
                    exit.endedAt(),
                    exit.tasksCompleted());
        }
    }

    static PoolDescription of(PoolSnapshot pool, Instant now, @Nullable SharedPool cluster) {
        return new PoolDescription(
                pool.name(),
                pool.state(),
                pool.minWorkers(),
                pool.maxWorkers(),
                new Queue(
                        pool.queuedTasks(),
                        pool.queueCapacity(),
                        pool.queuedBytes(),
                        pool.maxQueuedBytes(),
                        pool.nextTaskWait().toMillis()),
                new Tasks(
                        pool.runningTasks(),
                        pool.readingTasks(),
                        pool.completedTasks(),
                        pool.failedTasks(),
                        pool.cancelledTasks(),
                        pool.retriedTasks(),
                        pool.rejectedTasks()),
                pool.workersStarted(),
                new TreeMap<>(pool.exitsByReason()),
                new WorkerLimits(known(pool.workerHeap()), known(pool.maxWorkerMemory())),
                pool.workers().stream()
                        .map(worker -> WorkerDescription.of(worker, now))
                        .toList(),
                pool.quarantinedKeys(),
                pool.recentExits().stream().map(Exit::of).toList(),
                pool.abandonedReadings(),
                pool.droppedEvents(),
                cluster);
    }

    private static @Nullable Long known(long bytes) {
        return bytes == 0 ? null : bytes;
    }
}
