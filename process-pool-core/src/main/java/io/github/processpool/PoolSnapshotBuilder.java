package io.github.processpool;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Collects the figures of a {@link PoolSnapshot}; made by {@link PoolSnapshot#builder}. Every figure is 0 until it is set, every
 * collection empty.
 *
 * <p>One thread at a time may use it.
 */
public final class PoolSnapshotBuilder {

    final String name;
    final PoolState state;
    int minWorkers;
    int maxWorkers;
    int queueCapacity;
    int queuedTasks;
    int runningTasks;
    long completedTasks;
    long failedTasks;
    long cancelledTasks;
    long workersStarted;
    Map<ExitReason, Long> exitsByReason = Map.of();
    List<WorkerSnapshot> workers = List.of();
    long queuedBytes;
    long maxQueuedBytes;
    Duration nextTaskWait = Duration.ZERO;
    long retriedTasks;
    long rejectedTasks;
    long droppedEvents;
    List<String> quarantinedKeys = List.of();
    List<WorkerExit> recentExits = List.of();
    int readingTasks;
    List<String> abandonedReadings = List.of();
    long workerHeap;
    long maxWorkerMemory;

    PoolSnapshotBuilder(String name, PoolState state) {
        this.name = Objects.requireNonNull(name, "name");
        this.state = Objects.requireNonNull(state, "state");
    }

    /**
     * Sets how many workers are kept when there is nothing to do.
     *
     * @param value see {@link PoolSnapshot#minWorkers()}
     * @return this
     */
    public PoolSnapshotBuilder minWorkers(int value) {
        minWorkers = value;
        return this;
    }

    /**
     * Sets how many workers may run tasks at once.
     *
     * @param value see {@link PoolSnapshot#maxWorkers()}
     * @return this
     */
    public PoolSnapshotBuilder maxWorkers(int value) {
        maxWorkers = value;
        return this;
    }

    /**
     * Sets how many tasks may wait.
     *
     * @param value see {@link PoolSnapshot#queueCapacity()}
     * @return this
     */
    public PoolSnapshotBuilder queueCapacity(int value) {
        queueCapacity = value;
        return this;
    }

    /**
     * Sets how many tasks have not begun, those sent ahead to a worker included.
     *
     * @param value see {@link PoolSnapshot#queuedTasks()}
     * @return this
     */
    public PoolSnapshotBuilder queuedTasks(int value) {
        queuedTasks = value;
        return this;
    }

    /**
     * Sets how many tasks a worker has begun and not ended.
     *
     * @param value see {@link PoolSnapshot#runningTasks()}
     * @return this
     */
    public PoolSnapshotBuilder runningTasks(int value) {
        runningTasks = value;
        return this;
    }

    /**
     * Sets how many tasks ended with a value.
     *
     * @param value see {@link PoolSnapshot#completedTasks()}
     * @return this
     */
    public PoolSnapshotBuilder completedTasks(long value) {
        completedTasks = value;
        return this;
    }

    /**
     * Sets how many tasks ended with an exception.
     *
     * @param value see {@link PoolSnapshot#failedTasks()}
     * @return this
     */
    public PoolSnapshotBuilder failedTasks(long value) {
        failedTasks = value;
        return this;
    }

    /**
     * Sets how many tasks were cancelled.
     *
     * @param value see {@link PoolSnapshot#cancelledTasks()}
     * @return this
     */
    public PoolSnapshotBuilder cancelledTasks(long value) {
        cancelledTasks = value;
        return this;
    }

    /**
     * Sets how many starts so far reached readiness.
     *
     * @param value see {@link PoolSnapshot#workersStarted()}
     * @return this
     */
    public PoolSnapshotBuilder workersStarted(long value) {
        workersStarted = value;
        return this;
    }

    /**
     * Sets how many workers have ended for each reason.
     *
     * @param value see {@link PoolSnapshot#exitsByReason()}
     * @return this
     */
    public PoolSnapshotBuilder exitsByReason(Map<ExitReason, Long> value) {
        exitsByReason = Objects.requireNonNull(value, "exitsByReason");
        return this;
    }

    /**
     * Sets the workers, in the order of their slots.
     *
     * @param value see {@link PoolSnapshot#workers()}
     * @return this
     */
    public PoolSnapshotBuilder workers(List<WorkerSnapshot> value) {
        workers = Objects.requireNonNull(value, "workers");
        return this;
    }

    /**
     * Sets the size of the serialized tasks that wait for a worker.
     *
     * @param value see {@link PoolSnapshot#queuedBytes()}
     * @return this
     */
    public PoolSnapshotBuilder queuedBytes(long value) {
        queuedBytes = value;
        return this;
    }

    /**
     * Sets the size that serialized tasks which wait may have together.
     *
     * @param value see {@link PoolSnapshot#maxQueuedBytes()}
     * @return this
     */
    public PoolSnapshotBuilder maxQueuedBytes(long value) {
        maxQueuedBytes = value;
        return this;
    }

    /**
     * Sets how long the task that is next in the queue has waited.
     *
     * @param value see {@link PoolSnapshot#nextTaskWait()}
     * @return this
     */
    public PoolSnapshotBuilder nextTaskWait(Duration value) {
        nextTaskWait = Objects.requireNonNull(value, "nextTaskWait");
        return this;
    }

    /**
     * Sets how many results are being read.
     *
     * @param value see {@link PoolSnapshot#readingTasks()}
     * @return this
     */
    public PoolSnapshotBuilder readingTasks(int value) {
        readingTasks = value;
        return this;
    }

    /**
     * Sets the names of the tasks whose results are still being read though their futures have ended.
     *
     * @param value see {@link PoolSnapshot#abandonedReadings()}
     * @return this
     */
    public PoolSnapshotBuilder abandonedReadings(List<String> value) {
        abandonedReadings = Objects.requireNonNull(value, "abandonedReadings");
        return this;
    }

    /**
     * Sets how often a task that was lost with its worker was run again.
     *
     * @param value see {@link PoolSnapshot#retriedTasks()}
     * @return this
     */
    public PoolSnapshotBuilder retriedTasks(long value) {
        retriedTasks = value;
        return this;
    }

    /**
     * Sets how many submissions were refused, because the queue was full, or the pool broken or shut down.
     *
     * @param value see {@link PoolSnapshot#rejectedTasks()}
     * @return this
     */
    public PoolSnapshotBuilder rejectedTasks(long value) {
        rejectedTasks = value;
        return this;
    }

    /**
     * Sets how many events were not told to listeners, because a listener was so slow that too many waited for it.
     *
     * @param value see {@link PoolSnapshot#droppedEvents()}
     * @return this
     */
    public PoolSnapshotBuilder droppedEvents(long value) {
        droppedEvents = value;
        return this;
    }

    /**
     * Sets the keys whose tasks are not run any more.
     *
     * @param value see {@link PoolSnapshot#quarantinedKeys()}
     * @return this
     */
    public PoolSnapshotBuilder quarantinedKeys(List<String> value) {
        quarantinedKeys = Objects.requireNonNull(value, "quarantinedKeys");
        return this;
    }

    /**
     * Sets the last ends of workers, the latest first.
     *
     * @param value see {@link PoolSnapshot#recentExits()}
     * @return this
     */
    public PoolSnapshotBuilder recentExits(List<WorkerExit> value) {
        recentExits = Objects.requireNonNull(value, "recentExits");
        return this;
    }

    /**
     * Sets what each worker may have.
     *
     * @param heap see {@link PoolSnapshot#workerHeap()}
     * @param memory see {@link PoolSnapshot#maxWorkerMemory()}
     * @return this
     */
    public PoolSnapshotBuilder workerLimits(long heap, long memory) {
        workerHeap = heap;
        maxWorkerMemory = memory;
        return this;
    }

    /**
     * Returns the snapshot.
     *
     * @return an immutable snapshot, with copies of the collections
     */
    public PoolSnapshot build() {
        return new PoolSnapshot(this);
    }
}
