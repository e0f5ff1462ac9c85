package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by {@code submit} when a task or an argument can't be written, and set on the future when the worker can't read it. The
 * message names the path of fields that leads to the culprit.
 */
public class TaskSerializationException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which task and worker, and what to do about it
     * @param cause what led to it, if anything
     */
    public TaskSerializationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
