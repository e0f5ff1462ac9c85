package io.github.processpool.spring.pool;

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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Receives tasks from users and hands them, observed, to the pool that is open now: a {@link RestartablePool} to the pool itself,
 * a {@link RestartableView} to a view of it.
 *
 * <p><b>Thread safety:</b> any thread.
 */
abstract class RestartableSubmitter implements TaskSubmitter {

    private final ObservedTasks tasks;

    RestartableSubmitter(ObservedTasks tasks) {
        this.tasks = tasks;
    }

    /** The pool that is open now, or a view of it; waits for the first one. */
    abstract TaskSubmitter current();

    final ObservedTasks tasks() {
        return tasks;
    }

    @Override
    public final <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task) {
        return tasks.submit(current(), view -> view.submit(task));
    }

    @Override
    public final ProcessFuture<@Nullable Void> submit(SerializableRunnable task) {
        return tasks.submit(current(), view -> view.submit(task));
    }

    @Override
    public final <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result) {
        return tasks.submit(current(), view -> view.submit(task, result));
    }

    @Override
    public final <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument) {
        TaskSubmitter view = current();
        return tasks.submit(task, observed -> view.submit(observed, argument));
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            ProcessFuture<R> submit(SerializableBiFunction<A, B, R> task, A first, B second) {
        return tasks.submit(current(), view -> view.submit(task, first, second));
    }

    @Override
    public final void execute(SerializableRunnable task) {
        TaskSubmitter view = current();
        tasks.execute(() -> view.execute(task), () -> view.submit(task));
    }

    @Override
    public final <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task) {
        TaskSubmitter view = current();
        return tasks.trySubmit(() -> view.trySubmit(task));
    }

    @Override
    public final <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return current().map(task, inputs, options);
    }

    @Override
    public final <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return current().mapUnordered(task, inputs, options);
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs, MapOptions options) {
        return current().starmap(task, inputs, options);
    }
}
