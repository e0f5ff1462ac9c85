package io.github.processpool;

import java.util.concurrent.RejectedExecutionException;

/** Thrown by {@code submit} after the pool was shut down. */
public class PoolShutdownException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message names the pool
     */
    public PoolShutdownException(String message) {
        super(message);
    }
}
