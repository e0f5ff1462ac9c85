package io.github.processpool;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * How one element of {@link TaskSubmitter#mapUnordered(SerializableFunction, Iterable) mapUnordered} ended: its input, and what
 * the task returned for it or why it did not. Immutable.
 *
 * @param <A> the type of the input
 * @param <R> the type of the value
 */
public final class MapResult<A extends @Nullable Object, R extends @Nullable Object> {

    private final A input;
    private final R value;
    private final @Nullable Throwable error;

    private MapResult(A input, R value, @Nullable Throwable error) {
        this.input = input;
        this.value = value;
        this.error = error;
    }

    /**
     * An element that returned.
     *
     * @param input what the iterable gave
     * @param value what the task returned
     * @param <A> the type of the input
     * @param <R> the type of the value
     * @return its result
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> MapResult<A, R> success(A input, R value) {
        return new MapResult<>(input, value, null);
    }

    /**
     * An element that failed.
     *
     * @param input what the iterable gave
     * @param error why it has no value
     * @param <A> the type of the input
     * @param <R> the type of the value
     * @return its result
     */
    @SuppressWarnings("NullAway") // Nobody gets to see this value.
    public static <A extends @Nullable Object, R extends @Nullable Object> MapResult<A, R> failure(
            A input, Throwable error) {
        return new MapResult<>(input, null, error);
    }

    /**
     * Returns the input.
     *
     * @return the object that the iterable gave
     */
    public A input() {
        return input;
    }

    /**
     * Returns whether the task returned.
     *
     * @return false if there is an {@link #error}
     */
    public boolean isSuccess() {
        return error == null;
    }

    /**
     * Returns what the task returned.
     *
     * @return the value
     * @throws CompletionException with the {@link #error} as its cause, if there is one
     */
    public R value() {
        if (error != null) {
            throw new CompletionException(error);
        }
        return value;
    }

    /**
     * Returns why there is no value.
     *
     * @return what the task threw, or what happened to it; empty if it returned
     */
    public Optional<Throwable> error() {
        return Optional.ofNullable(error);
    }

    @Override
    public String toString() {
        return "MapResult[" + input + " -> " + (error == null ? value : error) + "]";
    }
}
