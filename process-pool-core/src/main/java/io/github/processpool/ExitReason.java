package io.github.processpool;

/** Why a worker process ended. A reason once recorded is never replaced by a vaguer one. */
public enum ExitReason {
    /** It had been idle for longer than the idle timeout. */
    IDLE,
    /** It had run {@code maxTasksPerWorker} tasks. */
    RECYCLED,
    /** It was older than {@code maxWorkerAge}. */
    AGED,
    /** It had more memory than {@code maxWorkerMemory}, collectable garbage not counted. */
    OVER_MEMORY_LIMIT,
    /** It was replaced by {@link ProcessPoolExecutor#recycleWorkers()}. */
    REQUESTED,
    /** The pool was made smaller. */
    RESIZED,
    /** The pool was shut down. */
    SHUTDOWN,
    /** It was killed because a cancelled task did not stop within its grace period. */
    CANCELLED,
    /** It was killed because a task that ran out of time did not stop within its grace period. */
    TIMED_OUT,
    /** Somebody had it killed by {@link ProcessPoolExecutor#kill(long)}. */
    KILLED,
    /** It gave no sign of life for longer than the heartbeat timeout and was killed. */
    HUNG,
    /** It was killed to keep the container, and so everything in it, from running out of memory. */
    MEMORY_PRESSURE,
    /** Its heap was exhausted. */
    OUT_OF_MEMORY,
    /** A {@link VirtualMachineError} other than an exhausted heap reached the runner; it was retired. */
    VIRTUAL_MACHINE_ERROR,
    /** A class could not be initialized in it, and never can be there any more; it was retired, once for each class. */
    BROKEN_CLASS,
    /** It sent something that is not the protocol, or more than its parent can keep for it, and was killed. */
    PROTOCOL_ERROR,
    /** It never became ready, or could not warm up. */
    START_FAILED,
    /** It died by itself: an exit, a signal, a crash of native code. */
    CRASHED;

    /**
     * Returns whether the worker ended in the ordinary course of things, so that nobody needs to look into it.
     *
     * @return true for {@link #IDLE}, {@link #RECYCLED}, {@link #AGED}, {@link #OVER_MEMORY_LIMIT}, {@link #REQUESTED},
     *     {@link #RESIZED} and {@link #SHUTDOWN}
     */
    public boolean isOrderly() {
        return switch (this) {
            case IDLE, RECYCLED, AGED, OVER_MEMORY_LIMIT, REQUESTED, RESIZED, SHUTDOWN -> true;
            default -> false;
        };
    }
}
