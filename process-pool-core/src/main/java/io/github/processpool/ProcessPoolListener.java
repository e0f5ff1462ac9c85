package io.github.processpool;

/**
 * Hears what goes on in a pool. All methods do nothing by default.
 *
 * <p>Events of one pool are delivered one after the other, in order, on a thread of the pool that holds no lock; a slow listener
 * delays other listeners and later events, never a task. When thousands of events wait for it, or some whose tasks hold megabytes, the
 * oldest of these are dropped and counted, see {@link PoolSnapshot#droppedEvents()}. An exception of a listener is logged.
 */
public interface ProcessPoolListener {

    /**
     * A task was accepted.
     *
     * @param task its future
     */
    default void taskQueued(ProcessFuture<?> task) {}

    /**
     * A worker has begun a task. It may come late, but always before {@link #taskFinished}; it does not come for a task that
     * never began.
     *
     * @param task its future
     */
    default void taskStarted(ProcessFuture<?> task) {}

    /**
     * A task's future has ended, well or not; see {@link ProcessFuture#taskState()} and {@link ProcessFuture#timings()}.
     *
     * @param task its future
     */
    default void taskFinished(ProcessFuture<?> task) {}

    /**
     * A task that was lost with its worker will be run again.
     *
     * @param task its future
     * @param attempt which attempt comes next, 2 or more
     */
    default void taskRetried(ProcessFuture<?> task, int attempt) {}

    /**
     * A worker became ready.
     *
     * @param worker the worker now
     * @param startNanos how long it took from the start of the process, in nanoseconds
     */
    default void workerStarted(WorkerSnapshot worker, long startNanos) {}

    /**
     * The initializer of a worker has warmed up, be it as a part of the worker's start or later.
     *
     * @param worker the worker now
     * @param warmUpNanos how long {@link WorkerInitializer#warmUp} took, in nanoseconds
     */
    default void workerWarmedUp(WorkerSnapshot worker, long warmUpNanos) {}

    /**
     * A worker process has ended, or never became ready.
     *
     * @param worker the worker as it was last seen
     * @param reason why it ended
     * @param description the same in words
     */
    default void workerExited(WorkerSnapshot worker, ExitReason reason, String description) {}

    /**
     * No worker can be started.
     *
     * @param poolName the pool
     * @param reason the failure that pending futures get
     */
    default void poolBroken(String poolName, PoolBrokenException reason) {}

    /**
     * A worker could be started again after {@link #poolBroken}.
     *
     * @param poolName the pool
     */
    default void poolRecovered(String poolName) {}
}
