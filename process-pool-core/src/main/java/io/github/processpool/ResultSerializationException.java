package io.github.processpool;

import org.jspecify.annotations.Nullable;

/** A task's result can't be written in the worker, or can't be read in the parent. */
public class ResultSerializationException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which task and worker, and what to do about it
     * @param cause what led to it, if anything
     */
    public ResultSerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
