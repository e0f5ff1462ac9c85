package io.github.processpool;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
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
 * written, {@link PayloadTooLargeException} when it is too large. Everything else comes through the future, or out of
 * {@code call}.
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

    /**
     * Runs a task and waits for what it returns, as a call of a method would: the calling thread's interrupt ends the work. Wherever
     * the end of the caller is an interrupt — {@code Future.cancel(true)} on the caller's own executor, a structured scope of virtual
     * threads, {@code shutdownNow} — no worker goes on for nobody. {@link ProcessFuture#get()} leaves the task alone then.
     *
     * <pre>{@code
     * String text = pool.with(TaskOptions.builder().timeout(Duration.ofSeconds(30)).build())
     *         .call(() -> Text.extract(file));
     * }</pre>
     *
     * <p>An interrupted task has its grace period to end, and is killed with its worker after that, as with {@code
     * ProcessFuture.cancel(true)}; this method does not wait for it. A thread that is interrupted while it waits for room in a full
     * queue ({@link WhenFull#BLOCK}), or before, submits nothing.
     *
     * @param task what to run in a worker
     * @param <R> the type of the result
     * @return what the task returned
     * @throws InterruptedException if this thread was interrupted before the result was there, and the work is ended; its flag is
     *     cleared, as everywhere in the JDK. An interrupt at the very end is this, or the result with the flag set; it is never lost
     * @throws ExecutionException if the task failed; the cause is what {@link ProcessFuture#get()} tells
     * @throws java.util.concurrent.CancellationException if somebody else has cancelled the task, such as a shutdown
     */
    default <R extends @Nullable Object> R call(SerializableCallable<R> task)
            throws InterruptedException, ExecutionException {
        return InterruptibleCall.of(() -> submit(task));
    }

    /**
     * Runs a task that returns nothing, and waits for its end, like {@link #call(SerializableCallable)}.
     *
     * @param task what to run in a worker
     * @throws InterruptedException if this thread was interrupted before the end; the work is ended
     * @throws ExecutionException if the task failed
     * @throws java.util.concurrent.CancellationException if somebody else has cancelled the task
     */
    default void call(SerializableRunnable task) throws InterruptedException, ExecutionException {
        InterruptibleCall.<@Nullable Void>of(() -> submit(task));
    }

    /**
     * Applies a function to an argument and waits for its result, like {@link #call(SerializableCallable)}.
     *
     * @param task what to run in a worker
     * @param argument its argument, copied now
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @return what the function returned
     * @throws InterruptedException if this thread was interrupted before the result was there; the work is ended
     * @throws ExecutionException if the task failed
     * @throws java.util.concurrent.CancellationException if somebody else has cancelled the task
     */
    default <A extends @Nullable Object, R extends @Nullable Object> R call(SerializableFunction<A, R> task, A argument)
            throws InterruptedException, ExecutionException {
        return InterruptibleCall.of(() -> submit(task, argument));
    }

    /**
     * Applies a function to two arguments and waits for its result, like {@link #call(SerializableCallable)}.
     *
     * @param task what to run in a worker
     * @param first its first argument, copied now
     * @param second its second argument, copied now
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <R> the type of the result
     * @return what the function returned
     * @throws InterruptedException if this thread was interrupted before the result was there; the work is ended
     * @throws ExecutionException if the task failed
     * @throws java.util.concurrent.CancellationException if somebody else has cancelled the task
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R call(
            SerializableBiFunction<A, B, R> task, A first, B second) throws InterruptedException, ExecutionException {
        return InterruptibleCall.of(() -> submit(task, first, second));
    }

    /**
     * Applies a function to each input and gives the results in the order of the inputs, whatever finishes first: {@link
     * #map(SerializableFunction, Iterable, MapOptions)} with the default options.
     *
     * @param task what to run in a worker, once for each input
     * @param inputs may be infinite
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return a stream that runs nothing before its terminal operation
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs) {
        return map(task, inputs, MapOptions.defaults());
    }

    /**
     * Applies a function to each input and gives the results in the order of the inputs, whatever finishes first. The
     * counterpart of {@code Executor.map} and {@code Pool.imap} of Python.
     *
     * <p>The stream is lazy: the terminal operation, on its own thread, takes inputs from the iterable, at most {@link
     * MapOptions#bufferSize()} ahead of what it has received, submits them with the options of this submitter, and waits for the
     * next result. Inputs are copied when they are taken; an iterator that gives out one object time and again, changed, needs
     * chunks of 1. An iterator that makes the consumer wait makes the results wait as well. The stream is not split, not even if
     * it is parallel. Over a collection it knows how many elements there are, as an estimate ({@code spliterator().estimateSize()}):
     * {@code count()} runs them all. Closing it cancels what has not begun; what runs goes on, and a running chunk
     * ends after its current element.
     *
     * <p>Where an element failed, the stream throws a {@link java.util.concurrent.CompletionException} with the cause; an
     * iterator over the stream ({@code stream.iterator()}) can go on behind it, other terminal operations end there. Those that
     * take all elements cancel what has not begun. A short-circuiting one ({@code findFirst}, {@code anyMatch}, all behind a
     * {@code limit}) does not, neither then nor when it has seen enough, because a stream is not told: use it in a
     * try-with-resources statement, or up to a buffer of elements is still run.
     *
     * <p>A failure of the map as a whole is thrown as it is, after the results before it: whatever the caller's iterator throws,
     * {@link PoolShutdownException} and {@link PoolBrokenException}, {@link TaskTimeoutException} for the map's own time limit,
     * and {@link java.util.concurrent.CancellationException} when the waiting thread is interrupted (its flag is set again) or
     * the stream is closed. A full queue is no failure: the map waits for its own tasks, or for room.
     *
     * <p>In a chunk an element that throws, or whose result can't be written, fails alone. When a worker dies, the elements that
     * it had begun in any of its attempts fail, unless {@link TaskOptions#maxAttempts()} lets the chunk run again, and the others
     * are sent again. An element that exhausts the heap of its worker fails without another attempt: the worker answers, is
     * replaced, and those before it keep their results.
     *
     * @param task what to run in a worker, once for each input
     * @param inputs may be infinite
     * @param options how the inputs are divided
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return a stream that runs nothing before its terminal operation
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Applies a function to each input and gives the results as they come: {@link
     * #mapUnordered(SerializableFunction, Iterable, MapOptions)} with the default options.
     *
     * @param task what to run in a worker, once for each input
     * @param inputs may be infinite
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return a stream that runs nothing before its terminal operation
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs) {
        return mapUnordered(task, inputs, MapOptions.defaults());
    }

    /**
     * Applies a function to each input and gives the results as they come, those of a chunk together. Each is told with its
     * input; a failed element is one too, and does not end the stream. Otherwise it is like {@link #map(SerializableFunction,
     * Iterable, MapOptions) map}. The counterpart of {@code Pool.imap_unordered} of Python.
     *
     * @param task what to run in a worker, once for each input
     * @param inputs may be infinite
     * @param options how the inputs are divided
     * @param <A> the type of the inputs
     * @param <R> the type of the results
     * @return a stream that runs nothing before its terminal operation
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Applies a function of two arguments to each pair, like {@link #map(SerializableFunction, Iterable) map}. The counterpart
     * of {@code Pool.starmap} of Python. An object that is both arguments of a pair is one object in the worker too, but for
     * strings and boxed numbers.
     *
     * @param task what to run in a worker, once for each pair
     * @param inputs pairs of a first and a second argument, such as {@link Map#entry}; may be infinite
     * @param <A> the type of the first arguments
     * @param <B> the type of the second arguments
     * @param <R> the type of the results
     * @return a stream that runs nothing before its terminal operation
     */
    default <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs) {
        return starmap(task, inputs, MapOptions.defaults());
    }

    /**
     * Applies a function of two arguments to each pair, like {@link #map(SerializableFunction, Iterable, MapOptions) map}.
     *
     * @param task what to run in a worker, once for each pair
     * @param inputs pairs of a first and a second argument, such as {@link Map#entry}; may be infinite
     * @param options how the inputs are divided
     * @param <A> the type of the first arguments
     * @param <B> the type of the second arguments
     * @param <R> the type of the results
     * @return a stream that runs nothing before its terminal operation
     */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs, MapOptions options);
}
