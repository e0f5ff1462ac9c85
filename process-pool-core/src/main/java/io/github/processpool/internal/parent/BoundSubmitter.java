package io.github.processpool.internal.parent;

import io.github.processpool.MapOptions;
import io.github.processpool.MapResult;
import io.github.processpool.ProcessFuture;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.internal.parent.map.MapRun;
import io.github.processpool.internal.parent.map.MapSource;
import io.github.processpool.internal.parent.map.MapSpliterator;
import io.github.processpool.internal.parent.map.MapSubmitter;
import io.github.processpool.internal.parent.map.MapWriter;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Overload;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Receives tasks from users and hands them, with certain options, to the {@link Engine}'s intake; a {@link ProcessPool} is one
 * with the default options, a {@link PoolView} one with its own. Keeps the pool reachable that users hold while a task comes in:
 * otherwise a pool whose last use this is may be taken for forgotten.
 *
 * <p><b>Thread safety:</b> any thread.
 */
abstract class BoundSubmitter implements TaskSubmitter {

    private static final Logger log = PoolLoggers.of(BoundSubmitter.class);

    private final Engine engine;
    private final TaskOptions options;

    BoundSubmitter(Engine engine, TaskOptions options) {
        this.engine = engine;
        this.options = Objects.requireNonNull(options, "options");
    }

    /** The pool that users hold. */
    abstract Object owner();

    final Engine engine() {
        return engine;
    }

    @Override
    public final <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task) {
        return submitAny(Overload.CALLABLE, task, null);
    }

    @Override
    public final ProcessFuture<@Nullable Void> submit(SerializableRunnable task) {
        return submitAny(Overload.RUNNABLE, task, null);
    }

    @Override
    public final <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result) {
        return submitAny(Overload.RUNNABLE, task, result);
    }

    @Override
    public final <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument) {
        return submitAny(Overload.FUNCTION, task, null, argument);
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            ProcessFuture<R> submit(SerializableBiFunction<A, B, R> task, A first, B second) {
        return submitAny(Overload.BI_FUNCTION, task, null, first, second);
    }

    @Override
    public final void execute(SerializableRunnable task) {
        executeAny(task);
    }

    @Override
    public final <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task) {
        Objects.requireNonNull(task, "task");
        try {
            return Optional.ofNullable(engine.intake().<R>trySubmit(task, options));
        } finally {
            Reference.reachabilityFence(owner());
        }
    }

    @Override
    public final <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return stream(task, 1, inputs, options, true);
    }

    @Override
    public final <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return stream(task, 1, inputs, options, false);
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs, MapOptions options) {
        return stream(task, 2, inputs, options, true);
    }

    private <T extends @Nullable Object> Stream<T> stream(
            Object task, int arity, Iterable<?> inputs, MapOptions map, boolean ordered) {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(map, "options");
        engine.intake().check(task);
        return MapSpliterator.stream(
                () -> new MapRun(
                        new MapSource(inputs, arity),
                        new MapWriter(engine.intake().codec(), task, arity, map, ordered),
                        new MapSubmitter(engine.intake(), owner(), options, task),
                        map,
                        ordered),
                inputs,
                ordered);
    }

    /** Submits a task of any functional type; the overload says which one was meant. */
    final <R extends @Nullable Object> PendingTask<R> submitAny(
            Overload overload, Object task, @Nullable Object localResult, @Nullable Object... arguments) {
        Objects.requireNonNull(task, "task");
        try {
            return engine.intake().submit(overload, task, options, localResult, arguments);
        } finally {
            Reference.reachabilityFence(owner());
        }
    }

    /** Runs a task whose failure nobody but the log will hear of. */
    final void executeAny(Runnable task) {
        PendingTask<?> future = submitAny(Overload.RUNNABLE, task, null);
        future.whenComplete((value, failure) -> {
            if (failure != null && !future.isCancelled()) {
                log.error("Task '{}' of process pool '{}' failed", future.name(), engine.name(), failure);
            }
        });
    }
}
