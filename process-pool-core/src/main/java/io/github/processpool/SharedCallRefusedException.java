package io.github.processpool;

import org.jspecify.annotations.Nullable;

/**
 * Thrown in a worker by a call of a shared object that could not be made, or whose result could not be brought back: the object
 * was not given out by this pool, the method is not one of the shared interface, an argument or the result can't be serialized
 * or is rejected by a filter, or too many threads of the worker call at once, or with arguments that are larger together than
 * {@code maxPayload}. An exception of the object itself arrives as it is.
 *
 * @see ProcessPoolExecutor#share(Class, Object)
 */
public class SharedCallRefusedException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was called, why it was refused, and what to do about it
     * @param cause what led to it, if anything
     */
    public SharedCallRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
