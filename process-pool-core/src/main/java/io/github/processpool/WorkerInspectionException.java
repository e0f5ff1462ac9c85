package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * A worker did not give the thread dump or heap dump that it was asked for: it has ended, has not reported yet, does not answer,
 * or could not write it. The message says which. The worker's task is not affected.
 */
public class WorkerInspectionException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, to which worker, and what to do about it
     * @param cause what led to it, if anything
     */
    public WorkerInspectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
