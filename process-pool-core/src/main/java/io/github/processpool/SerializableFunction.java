package io.github.processpool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument that can travel to a worker process and may throw any exception.
 *
 * <p>A reference to an overloaded method may be ambiguous between this type and {@link SerializableBiFunction}; write a
 * lambda then: {@code pool.submit(s -> Integer.parseInt(s), "42")}. Also write a lambda where one class refers to the same
 * generic method for different types: the JDK's serialization of method references takes them for the same one.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface SerializableFunction<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {

    /**
     * Runs in the worker process.
     *
     * @param argument a copy of what the caller passed, made when the task was submitted
     * @return the result, of which the caller receives a copy
     * @throws Exception anything; the caller's future fails with it
     */
    R apply(A argument) throws Exception;
}
