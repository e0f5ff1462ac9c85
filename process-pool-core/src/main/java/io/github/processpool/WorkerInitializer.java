package io.github.processpool;

import java.io.Serializable;

/**
 * Runs once in every worker, on the thread that will run its tasks: {@link #start} before the first task, {@link #stop} after
 * the last. Anything costly that only some tasks need belongs into {@link #warmUp}, which is run when
 * {@link ProcessPoolExecutor#warmUpWorkers()} asks for it.
 *
 * <p>It is serialized anew whenever a worker starts, as a part of that start: a worker has it as it was then. Its own
 * {@code writeObject} or {@code writeReplace} can take what counts at that time; such a method runs on any thread, for several
 * workers at once, and a start whose initializer can't be written has failed.
 *
 * <p>If {@code start} or {@code warmUp} throws, or takes longer than the start timeout, the worker counts as failed to start:
 * its cause is in the future of every task that then fails, and starts are retried with growing pauses. A failing {@code stop}
 * is logged and does not keep the worker; one that takes longer than the stop timeout, 5 seconds by default, is cut short by a
 * kill. {@code stop} is not called in a worker that is killed, nor after a {@code start} that failed.
 */
@FunctionalInterface
public interface WorkerInitializer extends Serializable {

    /**
     * Prepares the worker.
     *
     * @param context the worker's; its attributes are the place for what tasks share
     * @throws Exception if the worker can't be used
     */
    void start(WorkerContext context) throws Exception;

    /**
     * Does the rest of the preparation. Runs at most once in a worker, after {@link #start} and never during a task, so it is
     * part of no task's timeout. Does nothing by default.
     *
     * @param context the worker's
     * @throws Exception if the worker can't be used
     * @see ProcessPoolExecutor#warmUpWorkers()
     */
    default void warmUp(WorkerContext context) throws Exception {}

    /**
     * Cleans up; called when the worker ends in an orderly way. Does nothing by default.
     *
     * @param context the worker's
     * @throws Exception is logged
     */
    default void stop(WorkerContext context) throws Exception {}
}
