package io.github.processpool;

import org.jspecify.annotations.Nullable;

/** A task with its arguments, or a result, is larger than {@link ProcessPoolExecutorBuilder#maxPayload(long)}. Only that task fails. */
public class PayloadTooLargeException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which task and worker, and what to do about it
     * @param cause what led to it, if anything
     */
    public PayloadTooLargeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
