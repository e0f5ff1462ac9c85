package io.github.processpool.spring.autoconfigure;

import io.github.processpool.MapOptions;
import io.github.processpool.MapResult;
import io.github.processpool.ProcessFuture;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskSubmitter;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link RestartablePool} that survives a restart: every call goes to a view of the pool that is open then.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class RestartableSubmitter implements TaskSubmitter {

    private final Supplier<TaskSubmitter> current;

    RestartableSubmitter(Supplier<TaskSubmitter> current) {
        this.current = current;
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task) {
        return current.get().submit(task);
    }

    @Override
    public ProcessFuture<@Nullable Void> submit(SerializableRunnable task) {
        return current.get().submit(task);
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result) {
        return current.get().submit(task, result);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument) {
        return current.get().submit(task, argument);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableBiFunction<A, B, R> task, A first, B second) {
        return current.get().submit(task, first, second);
    }

    @Override
    public void execute(SerializableRunnable task) {
        current.get().execute(task);
    }

    @Override
    public <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task) {
        return current.get().trySubmit(task);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs) {
        return current.get().map(task, inputs);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return current.get().map(task, inputs, options);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs) {
        return current.get().mapUnordered(task, inputs);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return current.get().mapUnordered(task, inputs, options);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs) {
        return current.get().starmap(task, inputs);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs, MapOptions options) {
        return current.get().starmap(task, inputs, options);
    }
}
