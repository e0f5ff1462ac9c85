package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * No worker can be started. The message carries the last failed start, the reason first: exit code and the last lines of its output;
 * the cause is a {@link WorkerStartException}, which has the command as well.
 */
public class PoolBrokenException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which task and worker, and what to do about it
     * @param cause what led to it, if anything
     */
    public PoolBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
