package io.github.processpool;

import org.jspecify.annotations.Nullable;

/** No worker can be started. The message carries the last failed start: command, exit code and the last lines of its output. */
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
