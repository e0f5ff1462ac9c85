package io.github.processpool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ExecutorService} whose tasks run in a pool of worker JVM processes on this machine. A worker that crashes, hangs
 * or runs out of memory costs the task it was running, never the application.
 *
 * <pre>{@code
 * try (ProcessPoolExecutor pool = ProcessPoolExecutor.create()) {
 *     ProcessFuture<Integer> sum = pool.submit(() -> 20 + 22);
 *     System.out.println(sum.get());
 * }
 * }</pre>
 *
 * <p>The model is Python's {@code concurrent.futures.ProcessPoolExecutor}; unlike it, this pool survives the death of a
 * worker, tells true from supposed running, and stops work that is cancelled.
 *
 * <p>While tasks are unfinished the JVM stays when {@code main} returns; an idle pool does not keep it. However this JVM ends,
 * no worker and no process that a worker started outlives it by more than about two seconds.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread, callbacks of its futures included.
 */
public interface ProcessPoolExecutor extends TaskSubmitter, ExecutorService, AutoCloseable {

    /**
     * Starts configuring a pool.
     *
     * @return a new builder with every default set
     */
    static ProcessPoolExecutorBuilder builder() {
        return new ProcessPoolExecutorBuilder();
    }

    /**
     * Makes a pool with every default: as many workers as there are processors, started when they are needed.
     *
     * @return a running pool
     */
    static ProcessPoolExecutor create() {
        return builder().build();
    }

    /**
     * Returns a view of this pool whose tasks have the given options. Views share the pool's workers and queue.
     *
     * @param options how its tasks are to be run
     * @return a view; it keeps this pool reachable
     */
    TaskSubmitter with(TaskOptions options);

    /**
     * Returns counters, the queue and one row per worker. Never waits for a worker.
     *
     * @return the pool now
     */
    PoolSnapshot snapshot();

    /**
     * Changes how many workers may run tasks at once. Surplus workers end after the task they have; a minimum above the new
     * maximum follows it.
     *
     * @param maxWorkers at least 1
     * @throws IllegalArgumentException if it is less than 1
     */
    void resize(int maxWorkers);

    /**
     * Replaces every worker that there is now, one after the other: an idle one at once, a busy one after its task. The
     * replacement is ready before the old worker leaves, so that capacity does not dip; while long tasks run, up to twice as
     * many processes exist. No task is lost. Returns at once.
     *
     * @return completes when the old workers have left {@link #snapshot()}, at once if there are none; with a {@link
     *     PoolShutdownException} when the pool is shut down before, and with a {@link PoolBrokenException} when no worker can be
     *     started. Cancelling it does not stop the replacement. Its stages run on threads of the pool
     */
    CompletableFuture<Void> recycleWorkers();

    /**
     * Has each worker run {@link WorkerInitializer#warmUp} before it takes another task: an idle one now, a busy one after its
     * task, one that is started later before it is ready. Tasks that are submitted after this call run in workers that have
     * done so. Returns at once; all calls but the first cost next to nothing, and without an initializer, or after the end of
     * the pool, nothing happens.
     *
     * <p>A worker that warms up is {@link WorkerState#STARTING} once more. One that fails to, or takes longer than the start
     * timeout for it, has failed to start: it is replaced, and when that fails again and again the pool is broken, with the
     * {@link WorkerStartException} as the cause.
     */
    void warmUpWorkers();

    /**
     * Replaces one worker as {@link #recycleWorkers()} replaces all: it finishes the task that it has, if any. Returns at once.
     *
     * @param pid the worker, see {@link WorkerSnapshot#pid()}
     * @return completes when the worker has left {@link #snapshot()}, however it ended; exceptionally as that of
     *     {@link #recycleWorkers()}
     * @throws IllegalArgumentException if this pool has no such worker; the message lists those that there are
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}, where no worker is a process
     */
    CompletableFuture<Void> recycleWorker(long pid);

    /**
     * Cancels a task by its number, for an operator who has no future of it: {@link #cancel(long, String)} with the name of this
     * thread.
     *
     * @param taskId see {@link ProcessFuture#taskId()}, {@link RunningTask#taskId()}
     * @return whether there was such a task
     */
    default boolean cancel(long taskId) {
        return cancel(taskId, "thread '" + Thread.currentThread().getName() + "'");
    }

    /**
     * Cancels a task by its number as {@code ProcessFuture.cancel(true)} does: one that has not begun never runs; one that runs is
     * interrupted and, after its grace period, killed with its worker. Its future ends with a {@link
     * java.util.concurrent.CancellationException} whose message says who asked; it is logged, too. A task that is still worked
     * on though its future has ended is stopped as well. Of a map this ends the chunk of that number. Returns at once.
     *
     * @param taskId see {@link ProcessFuture#taskId()}, {@link RunningTask#taskId()}
     * @param requester who asks, as words like {@code user 'kim'}, for messages and the log
     * @return whether there was such a task; false if it had ended, or its submitter still waits for room in the queue
     */
    boolean cancel(long taskId, String requester);

    /**
     * Kills a worker at once, for an operator: {@link #kill(long, String)} with the name of this thread.
     *
     * @param pid the worker, see {@link WorkerSnapshot#pid()}
     * @return whether this pool had such a worker
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}, where no worker is a process
     */
    default boolean kill(long pid) {
        return kill(pid, "thread '" + Thread.currentThread().getName() + "'");
    }

    /**
     * Kills a worker at once, whatever it does, with every process that it has started. The task that it runs fails with a {@link
     * WorkerCrashedException} whose message says who asked; it is not run again, whatever {@link TaskOptions#maxAttempts()} allows,
     * and does not count for its quarantine. Tasks that had been sent to it and had not begun go to others. Another worker is
     * started if one is needed. The worker counts as {@link ExitReason#KILLED}. Returns when the kill is sent; {@link
     * #recycleWorker} is the gentle way.
     *
     * @param pid the worker, see {@link WorkerSnapshot#pid()}; also one that is starting, or about to leave
     * @param requester who asks, as words like {@code user 'kim'}, for messages and the log
     * @return whether this pool had such a worker; false for any other process, and for a worker whose process has just ended
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}, where no worker is a process
     */
    boolean kill(long pid, String requester);

    /**
     * Asks a worker what its threads do, as it is, without disturbing its task; also one that is still in its initializer. A
     * worker that hangs as a process, because it was stopped or collects garbage, can't answer.
     *
     * @param pid the worker, see {@link WorkerSnapshot#pid()}
     * @return the stacks of all its threads, at most 262144 characters; a {@link WorkerInspectionException} if the worker ends
     *     before it has answered, or does not answer within 10 s. Its stages run on threads of the pool
     * @throws IllegalArgumentException if this pool has no such worker; the message lists those that there are
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}, where no worker is a process
     */
    CompletableFuture<String> threadDump(long pid);

    /**
     * Lets a worker write its live objects into a file, in the format HPROF. The worker stands still meanwhile, about a second
     * for each gigabyte, and is given no other task; its task's clocks run on, but it is not taken for hung. The file holds
     * whatever the worker's memory holds, secrets included; only its owner may read it.
     *
     * @param pid the worker, see {@link WorkerSnapshot#pid()}
     * @param file must not exist yet, its name must end with {@code .hprof}; relative to this process's working directory
     * @return the absolute path when the file is complete; a {@link WorkerInspectionException} if the worker ends before that, can't
     *     write it, already writes one, or takes longer than 5 min. The part of the file that was written by then stays. Its
     *     stages run on threads of the pool
     * @throws IllegalArgumentException if the file's name is another or it exists, and if this pool has no such worker; the
     *     message lists those that there are
     * @throws UnsupportedOperationException in {@link PoolMode#IN_PROCESS}, where no worker is a process
     */
    CompletableFuture<Path> heapDump(long pid, Path file);

    /**
     * Shares an object of this process with the pool's tasks: the counterpart of {@code multiprocessing.Manager}, for any
     * interface.
     *
     * <pre>{@code
     * @SuppressWarnings("unchecked") // A class literal knows no elements.
     * BlockingQueue<Page> pages = pool.share(BlockingQueue.class, new LinkedBlockingDeque<Page>());
     * pool.submit(() -> {
     *     for (Page page : read(file)) {
     *         pages.put(page);
     *     }
     *     return null;
     * });
     * Page first = pages.take(); // while the task still runs
     * }</pre>
     *
     * <p>The returned object is the object itself in this process, seen through that interface. In a task that has it as an argument,
     * as a captured value or somewhere inside one, its calls run on the object in this process; as a result it is what
     * this method returned. It works until the pool ends, and the pool keeps the object until then.
     *
     * <p><b>Calls from a task:</b>
     * <ul>
     *   <li>Only methods of the interface, inherited and default ones included, can be called; default methods run here.
     *       {@code equals}, {@code hashCode} and {@code toString} are those of the proxy. Arguments and results are copies, so
     *       that {@code map.get(key).add(x)} changes nothing here; {@code maxPayload} and the filters hold for them as for tasks.
     *       {@code BlockingQueue.drainTo} polls one element after the other.
     *   <li>An exception of the object is thrown in the task. A call that can't be made, sent or read is a
     *       {@link SharedCallRefusedException}.
     *   <li>A call that blocks blocks its thread in the task, and nothing else. Each thread of a worker has one thread here that
     *       makes all of its calls, so locks that belong to a thread work; a lock that a worker holds when it dies stays held. At
     *       most 64 threads of one worker may use shared objects, and the arguments of calls that are not over may take as much
     *       as {@code maxPayload} together.
     *   <li>An interrupt of the thread in the task, as by {@code cancel(true)}, interrupts the call here. If it returned all the
     *       same, the task gets what it returned, and the interrupt stays pending.
     * </ul>
     *
     * <p><b>No element is lost or given out twice</b> when a worker dies in a call. An element that {@code take}, {@code poll},
     * {@code remove()}, {@code pop} or a variant for first and last has taken from a {@code Queue} is the task's once the call
     * returns in the task. Before that it goes back: to the end that it came from if the object is a {@code Deque}, else to the
     * tail; to a full queue when there is room. An element that the task's parameter filter rejects goes back, too. In the same
     * way a {@code Lock} that was taken for a dead worker is released. With other interfaces the call has happened, and what it
     * returned is lost.
     *
     * @param type an interface
     * @param target an object that implements it; called by several threads at once
     * @param <T> the interface
     * @return a serializable proxy, to be used in this process and in tasks of this pool
     * @throws NullPointerException if an argument is null
     * @throws IllegalArgumentException if the type is not an interface, or not one of the target's
     * @throws PoolShutdownException if the pool was shut down
     */
    <T> T share(Class<T> type, T target);

    /**
     * Makes memory that this process and the pool's tasks see together: the counterpart of
     * {@code multiprocessing.shared_memory}.
     *
     * @param bytes its size, at least 1
     * @return full of zeros; to be closed by the caller, and closed with the pool
     * @throws IllegalArgumentException if the size is less than 1
     * @throws java.io.UncheckedIOException if there is no room for it; the message names the places and what is free there
     * @throws PoolShutdownException if the pool was shut down
     */
    SharedBuffer sharedBuffer(long bytes);

    /**
     * Ends the pool in stages within a budget: no new tasks; drain; interrupt what still runs; end the workers; kill what is
     * left. Returns when nothing of the pool is left, a little after the budget at the latest. An interrupt skips the wait
     * for the drain and is restored.
     *
     * @param budget for everything; zero does not drain
     * @return the futures of tasks that were lost, cancelled by now
     * @throws IllegalArgumentException if the budget is negative
     */
    List<ProcessFuture<?>> shutdown(Duration budget);

    /**
     * Ends the pool at once: like {@link #shutdown(Duration)} with no time to drain and none to clean up.
     *
     * @return the futures of tasks that were lost, cancelled by now
     */
    List<ProcessFuture<?>> terminate();

    /**
     * Accepts no more tasks, and ends the workers when those it has are done. Does not wait.
     */
    @Override
    void shutdown();

    /**
     * Accepts no more tasks, stops running ones as {@code cancel(true)} does, and cancels those that have not begun. Does not
     * wait.
     *
     * @return one {@code Runnable} per task that had not begun; running one throws {@link IllegalStateException}
     */
    @Override
    List<Runnable> shutdownNow();

    /**
     * Shuts down and waits for all work and for the end of the workers, and until nothing of the pool is left: no process, no
     * thread but those that a callback or a log holds up, no socket, no folder. If the waiting thread is interrupted it goes on with
     * {@link #shutdownNow()} and restores the interrupt, as {@code ExecutorService.close} does since JDK 19.
     */
    @Override
    void close();

    @Override
    <T extends @Nullable Object> ProcessFuture<T> submit(Callable<T> task);

    @Override
    ProcessFuture<?> submit(Runnable task);

    @Override
    <T extends @Nullable Object> ProcessFuture<T> submit(Runnable task, T result);
}
