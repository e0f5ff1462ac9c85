package io.github.processpool;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pool at one moment, see {@link ProcessPoolExecutor#snapshot()}. The figures are read one after the other while work goes on,
 * so a sum may be off by the tasks that moved meanwhile. Immutable. Later versions may tell more.
 *
 * <p>Tests of code that looks at pools make their own with {@link #builder} or {@link #notStarted}.
 */
public final class PoolSnapshot {

    private final String name;
    private final PoolState state;
    private final int minWorkers;
    private final int maxWorkers;
    private final int queueCapacity;
    private final int queuedTasks;
    private final int runningTasks;
    private final long completedTasks;
    private final long failedTasks;
    private final long cancelledTasks;
    private final long workersStarted;
    private final Map<ExitReason, Long> exitsByReason;
    private final List<WorkerSnapshot> workers;
    private final long queuedBytes;
    private final long maxQueuedBytes;
    private final Duration nextTaskWait;
    private final long retriedTasks;
    private final long rejectedTasks;
    private final long droppedEvents;
    private final List<String> quarantinedKeys;
    private final List<WorkerExit> recentExits;
    private final int readingTasks;
    private final List<String> abandonedReadings;
    private final long workerHeap;
    private final long maxWorkerMemory;

    PoolSnapshot(PoolSnapshotBuilder builder) {
        this.name = builder.name;
        this.state = builder.state;
        this.minWorkers = builder.minWorkers;
        this.maxWorkers = builder.maxWorkers;
        this.queueCapacity = builder.queueCapacity;
        this.queuedTasks = builder.queuedTasks;
        this.runningTasks = builder.runningTasks;
        this.completedTasks = builder.completedTasks;
        this.failedTasks = builder.failedTasks;
        this.cancelledTasks = builder.cancelledTasks;
        this.workersStarted = builder.workersStarted;
        this.exitsByReason = Map.copyOf(builder.exitsByReason);
        this.workers = List.copyOf(builder.workers);
        this.queuedBytes = builder.queuedBytes;
        this.maxQueuedBytes = builder.maxQueuedBytes;
        this.nextTaskWait = builder.nextTaskWait;
        this.retriedTasks = builder.retriedTasks;
        this.rejectedTasks = builder.rejectedTasks;
        this.droppedEvents = builder.droppedEvents;
        this.quarantinedKeys = List.copyOf(builder.quarantinedKeys);
        this.recentExits = List.copyOf(builder.recentExits);
        this.readingTasks = builder.readingTasks;
        this.abandonedReadings = List.copyOf(builder.abandonedReadings);
        this.workerHeap = builder.workerHeap;
        this.maxWorkerMemory = builder.maxWorkerMemory;
    }

    /**
     * Starts with a pool in which nothing has happened: every figure is 0, every collection empty.
     *
     * @param name the pool's name
     * @param state where it stands
     * @return a new builder
     */
    public static PoolSnapshotBuilder builder(String name, PoolState state) {
        return new PoolSnapshotBuilder(name, state);
    }

    /**
     * Returns a pool in which nothing has happened, and which has no workers and no room for tasks.
     *
     * @param name the pool's name
     * @param state where it stands
     * @return a snapshot in which every figure is 0 and every collection empty
     */
    public static PoolSnapshot notStarted(String name, PoolState state) {
        return builder(name, state).build();
    }

    /** {@return the pool's name} */
    public String name() {
        return name;
    }

    /** {@return where the pool stands} */
    public PoolState state() {
        return state;
    }

    /** {@return how many workers are kept when there is nothing to do} */
    public int minWorkers() {
        return minWorkers;
    }

    /** {@return how many workers may run tasks at once} */
    public int maxWorkers() {
        return maxWorkers;
    }

    /** {@return how many tasks may wait} */
    public int queueCapacity() {
        return queueCapacity;
    }

    /** {@return how many tasks have not begun, those sent ahead to a worker included} */
    public int queuedTasks() {
        return queuedTasks;
    }

    /** {@return how many tasks a worker has begun and not ended} */
    public int runningTasks() {
        return runningTasks;
    }

    /** {@return how many tasks ended with a value} */
    public long completedTasks() {
        return completedTasks;
    }

    /** {@return how many tasks ended with an exception} */
    public long failedTasks() {
        return failedTasks;
    }

    /** {@return how many tasks were cancelled} */
    public long cancelledTasks() {
        return cancelledTasks;
    }

    /** {@return how many starts so far reached readiness} */
    public long workersStarted() {
        return workersStarted;
    }

    /** {@return how many workers have ended for each reason; only reasons that occurred} */
    public Map<ExitReason, Long> exitsByReason() {
        return exitsByReason;
    }

    /** {@return the workers, in the order of their slots} */
    public List<WorkerSnapshot> workers() {
        return workers;
    }

    /** {@return the size of the serialized tasks that wait for a worker} */
    public long queuedBytes() {
        return queuedBytes;
    }

    /** {@return the size that serialized tasks which wait may have together} */
    public long maxQueuedBytes() {
        return maxQueuedBytes;
    }

    /** {@return how long the task that is next in the queue has waited; zero while none does} */
    public Duration nextTaskWait() {
        return nextTaskWait;
    }

    /** {@return how often a task that was lost with its worker was run again} */
    public long retriedTasks() {
        return retriedTasks;
    }

    /** {@return how many submissions were refused, because the queue was full, or the pool broken or shut down} */
    public long rejectedTasks() {
        return rejectedTasks;
    }

    /** {@return how many events were not told to listeners, because a listener was so slow that too many waited for it} */
    public long droppedEvents() {
        return droppedEvents;
    }

    /** {@return the keys whose tasks are not run any more; at most 100 of them} */
    public List<String> quarantinedKeys() {
        return quarantinedKeys;
    }

    /** {@return the last ends of workers, the latest first; at most 50} */
    public List<WorkerExit> recentExits() {
        return recentExits;
    }

    /** {@return how many tasks have ended in their workers, while their results are still being read in this JVM} */
    public int readingTasks() {
        return readingTasks;
    }

    /**
     * Names the tasks whose results are still being read though their futures have ended, of a timeout for instance: reading runs
     * code of the result's classes, which this JVM can't stop. Each of them holds a thread for as long as that takes.
     *
     * @return names, with how long each has been read
     */
    public List<String> abandonedReadings() {
        return abandonedReadings;
    }

    /** {@return the heap that the pool gives to each worker, in bytes; 0: not known. A JVM argument may say another} */
    public long workerHeap() {
        return workerHeap;
    }

    /** {@return the memory above which a worker is replaced, in bytes; 0: there is no limit} */
    public long maxWorkerMemory() {
        return maxWorkerMemory;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PoolSnapshot snapshot && figures().equals(snapshot.figures());
    }

    @Override
    public int hashCode() {
        return figures().hashCode();
    }

    @Override
    public String toString() {
        return "PoolSnapshot" + figures();
    }

    private Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", name);
        figures.put("state", state);
        figures.put("minWorkers", minWorkers);
        figures.put("maxWorkers", maxWorkers);
        figures.put("queueCapacity", queueCapacity);
        figures.put("queuedTasks", queuedTasks);
        figures.put("runningTasks", runningTasks);
        figures.put("completedTasks", completedTasks);
        figures.put("failedTasks", failedTasks);
        figures.put("cancelledTasks", cancelledTasks);
        figures.put("workersStarted", workersStarted);
        figures.put("exitsByReason", exitsByReason);
        figures.put("workers", workers);
        figures.put("queuedBytes", queuedBytes);
        figures.put("maxQueuedBytes", maxQueuedBytes);
        figures.put("nextTaskWait", nextTaskWait);
        figures.put("retriedTasks", retriedTasks);
        figures.put("rejectedTasks", rejectedTasks);
        figures.put("droppedEvents", droppedEvents);
        figures.put("quarantinedKeys", quarantinedKeys);
        figures.put("recentExits", recentExits);
        figures.put("readingTasks", readingTasks);
        figures.put("abandonedReadings", abandonedReadings);
        figures.put("workerHeap", workerHeap);
        figures.put("maxWorkerMemory", maxWorkerMemory);
        return figures;
    }
}
