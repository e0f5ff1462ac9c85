package io.github.processpool;

import java.util.concurrent.RejectedExecutionException;

/** Thrown by {@code submit} when as many tasks wait as the pool allows, in number or in bytes. */
public class QueueFullException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the pool, its limits and what to do about it
     */
    public QueueFullException(String message) {
        super(message);
    }
}
