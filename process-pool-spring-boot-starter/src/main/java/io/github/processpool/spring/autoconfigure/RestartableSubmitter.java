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
    private final ObservedTasks tasks;

    RestartableSubmitter(Supplier<TaskSubmitter> current, ObservedTasks tasks) {
        this.current = current;
        this.tasks = tasks;
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task) {
        return tasks.submit(current.get(), view -> view.submit(task));
    }

    @Override
    public ProcessFuture<@Nullable Void> submit(SerializableRunnable task) {
        return tasks.submit(current.get(), view -> view.submit(task));
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result) {
        return tasks.submit(current.get(), view -> view.submit(task, result));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument) {
        TaskSubmitter view = current.get();
        return tasks.submit(task, observed -> view.submit(observed, argument));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableBiFunction<A, B, R> task, A first, B second) {
        return tasks.submit(current.get(), view -> view.submit(task, first, second));
    }

    @Override
    public void execute(SerializableRunnable task) {
        TaskSubmitter view = current.get();
        tasks.execute(() -> view.execute(task), () -> view.submit(task));
    }

    @Override
    public <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task) {
        TaskSubmitter view = current.get();
        return tasks.trySubmit(() -> view.trySubmit(task));
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
