package io.github.processpool;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One task in a process of its own: the counterpart of Python's {@code multiprocessing.Process}. The process is started for it and
 * ends with it; nothing else runs there.
 *
 * <pre>{@code
 * try (IsolatedProcess<Integer> process = IsolatedProcess.of(() -> 20 + 22)) {
 *     process.start();
 *     System.out.println(process.result().get() + " from process " + process.pid().getAsLong());
 *     process.join();
 * }
 * }</pre>
 *
 * <p>It is a worker like that of a pool, with the same promises: what it prints is in the log; however this JVM ends, the
 * process and what it has started are gone soon after; a crash is a {@link WorkerCrashedException} with its reason; and this
 * JVM stays while the task runs. Starting a JVM takes some tenths of a second, so a {@link ProcessPoolExecutor} is the better
 * choice for many tasks.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 *
 * @param <T> the type of the result
 */
public interface IsolatedProcess<T extends @Nullable Object> extends AutoCloseable {

    /**
     * Makes a process for a task that returns a value, with the defaults of a pool's workers.
     *
     * @param task what to run there; it is serialized in {@link #start}
     * @param <R> the type of the result
     * @return a process that is not started
     */
    static <R extends @Nullable Object> IsolatedProcess<R> of(SerializableCallable<R> task) {
        return of(task, ProcessPoolExecutor.builder().name("isolated-process"));
    }

    /**
     * Makes a process for a task that returns nothing, with the defaults of a pool's workers.
     *
     * @param task what to run there; it is serialized in {@link #start}
     * @return a process that is not started
     */
    static IsolatedProcess<@Nullable Void> of(SerializableRunnable task) {
        return of(task, ProcessPoolExecutor.builder().name("isolated-process"));
    }

    /**
     * Makes a process for a task that returns a value, with settings.
     *
     * @param task what to run there; it is serialized in {@link #start}
     * @param settings what this builder says of a worker: heap, JVM arguments, environment, directory, initializer, filters,
     *     timeouts, listeners and so on; what it says of sizes, queue and recycling means nothing here
     * @param <R> the type of the result
     * @return a process that is not started; it keeps the settings of now
     */
    static <R extends @Nullable Object> IsolatedProcess<R> of(
            SerializableCallable<R> task, ProcessPoolExecutorBuilder settings) {
        return settings.isolate(task);
    }

    /**
     * Makes a process for a task that returns nothing, with settings.
     *
     * @param task what to run there; it is serialized in {@link #start}
     * @param settings what this builder says of a worker, see {@link #of(SerializableCallable, ProcessPoolExecutorBuilder)}
     * @return a process that is not started; it keeps the settings of now
     */
    static IsolatedProcess<@Nullable Void> of(SerializableRunnable task, ProcessPoolExecutorBuilder settings) {
        return settings.isolate(task);
    }

    /**
     * Starts the process, once. Returns as soon as the process exists; the task begins when its JVM is ready. A process that
     * can't be started fails the {@link #result} with {@link WorkerStartException}.
     *
     * @throws IllegalStateException if it was started before
     * @throws TaskSerializationException if the task or the initializer can't be written; it is not started then
     * @throws PayloadTooLargeException if the task is too large; it is not started then
     * @throws WorkerStartException if no place for the socket can be found; it is not started then
     */
    void start();

    /**
     * Returns the number of the process, also after its end.
     *
     * @return the pid; empty before {@link #start}, or if no process could be made
     */
    OptionalLong pid();

    /**
     * Returns whether it was started and has not ended.
     *
     * @return true from {@link #start} until the process is gone
     */
    boolean isAlive();

    /**
     * Waits until the process is gone. By then the {@link #result} is known too.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if it was not started
     */
    void join() throws InterruptedException;

    /**
     * Waits until the process is gone, or some time has passed.
     *
     * @param timeout how long at most; zero does not wait
     * @return whether the process is gone
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if it was not started
     * @throws IllegalArgumentException if the timeout is negative
     */
    boolean join(Duration timeout) throws InterruptedException;

    /**
     * Stops the task as {@code result().cancel(true)} does: interrupts it, and after the grace period kills the process and what
     * it has started. Does not wait. Does nothing if the task has ended.
     *
     * @throws IllegalStateException if it was not started
     */
    void terminate();

    /**
     * Kills the process and what it has started; a task that has not ended is cancelled. Returns when the process is gone,
     * after some seconds at the latest. Does nothing if it is gone already.
     *
     * @throws IllegalStateException if it was not started
     */
    void kill();

    /**
     * Returns how the process has ended, as {@link Process#exitValue()} tells it: 0 when its task was done, also one that threw
     * an exception (see {@link #result}); the code of an {@code exit} or {@code halt}; on Unix 128 plus the number of the signal
     * that ended it, so 137 after {@link #kill}.
     *
     * @return the code; empty while it is alive, before {@link #start}, or if the code could not be had
     */
    OptionalInt exitCode();

    /**
     * Returns the future of what the task returns. It is done shortly before the process is gone. It fails with what the task
     * threw, with {@link WorkerCrashedException} if the process ended before the task, and with {@link WorkerStartException} if
     * it did not become ready. Ending it from outside stops the task.
     *
     * @return the same at each call
     * @throws IllegalStateException if it was not started
     */
    ProcessFuture<T> result();

    /**
     * Stops the task if it still runs, like {@link #terminate}, and waits until the process is gone; it is killed if it does not
     * go in time, or if the waiting thread is interrupted, and the interrupt is restored. Does nothing if it was not started.
     */
    @Override
    void close();
}
