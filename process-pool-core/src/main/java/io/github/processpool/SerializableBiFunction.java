package io.github.processpool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that can travel to a worker process and may throw any exception.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface SerializableBiFunction<
                A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {

    /**
     * Runs in the worker process.
     *
     * @param first a copy of what the caller passed, made when the task was submitted
     * @param second likewise
     * @return the result, of which the caller receives a copy
     * @throws Exception anything; the caller's future fails with it
     */
    R apply(A first, B second) throws Exception;
}
