package io.github.processpool.internal.parent.flight;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessFuture;
import io.github.processpool.WorkerSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what becomes of the tasks and workers of one pool to Java's flight recorder, if it records that now. A record that
 * fails is none: nothing that calls here has to expect an exception.
 *
 * <p><b>Thread safety:</b> any thread; those that are under the pool's lock put it off.
 */
public interface FlightRecords {

    /** Where there is no flight recorder. */
    FlightRecords NONE = new FlightRecords() {};

    /** Returns those of a pool; in an image without the module {@code jdk.jfr} nothing is ever recorded. */
    static FlightRecords of(String pool) {
        try {
            return new JfrRecords(pool);
        } catch (LinkageError e) {
            return NONE;
        }
    }

    /** Returns whether {@link #task} is worth being called; what a task costs where nobody records. */
    default boolean areTasksKept() {
        return false;
    }

    /**
     * A task has its outcome.
     *
     * @param lostAttempts how many attempts were lost with their workers
     * @param failure why it has not succeeded
     */
    default void task(ProcessFuture<?> task, int lostAttempts, @Nullable Throwable failure) {}

    /** A worker is ready, so long after its start began. */
    default void workerStart(WorkerSnapshot worker, long startNanos) {}

    /** A worker is gone. */
    default void workerEnd(WorkerSnapshot worker, ExitReason reason, String words) {}

    /** Returns whether {@link #recycling} is worth being called. */
    default boolean areRecyclingsKept() {
        return false;
    }

    /** A worker is to be replaced though it could go on. */
    default void recycling(long pid, int slot, ExitReason reason) {}
}
