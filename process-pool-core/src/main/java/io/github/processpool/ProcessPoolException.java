package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * The supertype of every failure of the pool itself, as opposed to exceptions that a task threw. There is one subtype per
 * reason. {@link QueueFullException} and {@link PoolShutdownException} stand apart, because an
 * {@link java.util.concurrent.ExecutorService} must reject with a
 * {@link java.util.concurrent.RejectedExecutionException}.
 */
public abstract class ProcessPoolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which task and worker, and what to do about it
     * @param cause what led to it, if anything
     */
    protected ProcessPoolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
