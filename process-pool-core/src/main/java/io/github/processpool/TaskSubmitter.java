package io.github.processpool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes tasks that run in worker processes. {@link ProcessPoolExecutor} is one; {@link ProcessPoolExecutor#with} makes more
 * of them that share its workers and have options of their own.
 *
 * <p>The caller's thread serializes the task and its arguments, so what the worker sees is a snapshot of the moment of
 * submission, and an argument that can't be serialized fails here, with the caller's stack.
 *
 * <p>Every method that takes a task throws, before anything is queued: {@link NullPointerException} for a null task,
 * {@link QueueFullException} when too many tasks wait (see {@link WhenFull}), {@link PoolShutdownException} after shutdown,
 * {@link PoolBrokenException} while no worker can be started, {@link TaskSerializationException} when the task can't be
 * written, {@link PayloadTooLargeException} when it is too large. Everything else comes through the future.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 */
public interface TaskSubmitter {

    /**
     * Runs a task that returns a value.
     *
     * @param task what to run in a worker
     * @param <R> the type of the result
     * @return its future
     */
    <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task);

    /**
     * Runs a task that returns nothing.
     *
     * @param task what to run in a worker
     * @return its future
     */
    ProcessFuture<@Nullable Void> submit(SerializableRunnable task);

    /**
     * Runs a task that returns nothing, and completes the future with a value of the caller's. The value stays in this
     * process.
     *
     * @param task what to run in a worker
     * @param result the value of the future when the task has ended well
     * @param <R> the type of the result
     * @return its future
     */
    <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result);

    /**
     * Applies a function to an argument. The function's shape is sent to each worker once, so this is the cheapest form for
     * many small tasks.
     *
     * @param task what to run in a worker
     * @param argument its argument, copied now
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @return its future
     */
    <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument);

    /**
     * Applies a function to two arguments.
     *
     * @param task what to run in a worker
     * @param first its first argument, copied now
     * @param second its second argument, copied now
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @return its future
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableBiFunction<A, B, R> task, A first, B second);

    /**
     * Runs a task whose end nobody waits for. If it fails, the failure is logged as an error.
     *
     * @param task what to run in a worker
     */
    void execute(SerializableRunnable task);

    /**
     * Runs a task unless the queue is full; never waits for room, whatever {@link WhenFull} says.
     *
     * @param task what to run in a worker
     * @param <R> the type of the result
     * @return its future; empty when the queue is full
     */
    <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task);
}
