package io.github.processpool.micrometer;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Says which meters a pool has, what each is called, and where its value stands in a snapshot; {@link SnapshotMeters} registers them. */
final class PoolMeters {

    private final SnapshotMeters meters;

    PoolMeters(SnapshotMeters meters) {
        this.meters = meters;
    }

    void bind() {
        bindExecutor();
        bindQueue();
        bindWorkers();
        bindMemory();
        bindTasks();
        bindParent();
    }

    /** The names, units and descriptions that Micrometer has for a {@code ThreadPoolExecutor}. */
    private void bindExecutor() {
        meters.gauge("executor.active", "tasks", "Tasks that workers are executing", PoolSnapshot::runningTasks);
        meters.gauge("executor.queued", "tasks", "Tasks that wait for a worker", PoolSnapshot::queuedTasks);
        meters.gauge(
                "executor.queue.remaining",
                "tasks",
                "Tasks that the queue still has room for",
                snapshot -> Math.max(0, snapshot.queueCapacity() - snapshot.queuedTasks()));
        meters.gauge("executor.pool.size", "threads", "Workers that are ready", WorkerFigures::live);
        meters.gauge("executor.pool.core", "threads", "Workers that are kept", PoolSnapshot::minWorkers);
        meters.gauge("executor.pool.max", "threads", "Workers that there may be", PoolSnapshot::maxWorkers);
        meters.counter(
                "executor.completed",
                "tasks",
                "Tasks that have ended, well or not",
                snapshot -> snapshot.completedTasks() + snapshot.failedTasks());
    }

    private void bindQueue() {
        meters.gauge(
                "process.pool.queue.used",
                "bytes",
                "Size of the serialized tasks that wait",
                PoolSnapshot::queuedBytes);
        meters.gauge(
                "process.pool.queue.max",
                "bytes",
                "What the size of the tasks that wait may be",
                PoolSnapshot::maxQueuedBytes);
        meters.seconds(
                "process.pool.queue.wait",
                "Time that the task that is next has waited; 0 while none does",
                snapshot -> snapshot.nextTaskWait().toNanos());
        meters.counter(
                "process.pool.task.rejections",
                null,
                "Submissions that were refused: queue full, pool broken or shut down",
                PoolSnapshot::rejectedTasks);
        meters.gauge(
                "process.pool.quarantined",
                "keys",
                "Keys whose tasks are not run any more, because they have killed too many workers; counted up to 100",
                snapshot -> snapshot.quarantinedKeys().size());
    }

    private void bindWorkers() {
        for (WorkerState state : WorkerState.values()) {
            if (state != WorkerState.ENDED) {
                meters.gauge(
                        "process.pool.workers",
                        Tags.of("state", word(state)),
                        "workers",
                        "Worker processes by state",
                        snapshot -> WorkerFigures.count(snapshot, state));
            }
        }
        meters.counter(
                "process.pool.worker.starts", null, "Worker processes that became ready", PoolSnapshot::workersStarted);
        for (ExitReason reason : ExitReason.values()) {
            meters.counter(
                    "process.pool.worker.exits",
                    Tags.of("reason", word(reason)),
                    null,
                    "Worker processes that have ended, or never became ready",
                    snapshot -> snapshot.exitsByReason().getOrDefault(reason, 0L));
        }
        meters.gauge(
                "process.pool.broken",
                null,
                "1 while no worker can be started, otherwise 0",
                snapshot -> snapshot.state() == PoolState.BROKEN ? 1 : 0);
    }

    private void bindMemory() {
        meters.gauge(
                "process.pool.memory.resident",
                "bytes",
                "Memory that the operating system counts for all workers",
                snapshot -> WorkerFigures.sum(snapshot, WorkerSnapshot::residentBytes));
        meters.gauge(
                "process.pool.memory.heap",
                "bytes",
                "Used heap of all workers",
                snapshot -> WorkerFigures.sum(snapshot, WorkerSnapshot::heapBytes));
        meters.gauge(
                "process.pool.memory.largest",
                "bytes",
                "Memory that the operating system counts for the largest worker",
                WorkerFigures::largest);
    }

    private void bindTasks() {
        meters.seconds(
                "process.pool.task.longest",
                "Time that the task has run that has run longest; 0 while none does",
                WorkerFigures::longestRunNanos);
        task("succeeded", PoolSnapshot::completedTasks);
        task("failed", PoolSnapshot::failedTasks);
        task("cancelled", PoolSnapshot::cancelledTasks);
    }

    /** What results and listeners cost in this JVM. */
    private void bindParent() {
        meters.gauge(
                "process.pool.task.reading",
                "tasks",
                "Tasks that have ended in their workers, while their results are still being read",
                PoolSnapshot::readingTasks);
        meters.gauge(
                "process.pool.task.reading.abandoned",
                "threads",
                "Threads that still read results which nobody wants any more",
                snapshot -> snapshot.abandonedReadings().size());
        meters.counter(
                "process.pool.events.dropped",
                null,
                "Events that were not told to listeners, because one is too slow",
                PoolSnapshot::droppedEvents);
    }

    private void task(String outcome, ToDoubleFunction<PoolSnapshot> value) {
        meters.counter("process.pool.tasks", Tags.of("outcome", outcome), "tasks", "Tasks that have ended", value);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
