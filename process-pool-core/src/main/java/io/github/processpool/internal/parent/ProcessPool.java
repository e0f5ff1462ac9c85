package io.github.processpool.internal.parent;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SharedBuffer;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.internal.federation.Federation;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Overload;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The pool that users hold: passes every call on to the {@link Engine}. When nobody holds it any more, the engine finishes the
 * tasks that it has and ends.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class ProcessPool extends BoundSubmitter implements ProcessPoolExecutor {

    private static final Logger log = PoolLoggers.of(ProcessPool.class);
    private static final Cleaner CLEANER = Cleaner.create();

    private ProcessPool(Engine engine) {
        super(engine, TaskOptions.defaults());
    }

    @Override
    Object owner() {
        return this;
    }

    /**
     * Tells the user, in the log, why the builder has chosen something he may not expect.
     *
     * @param words whole sentences
     */
    public static void explain(String words) {
        log.info(words);
    }

    /**
     * Opens a pool; for the builder.
     *
     * @param settings checked
     * @param registerMbean whether JMX shows it
     * @param federation takes tasks to other members of a cluster that share the pool; null: there are none
     * @return a running pool
     */
    public static ProcessPoolExecutor open(
            PoolSettings settings, boolean registerMbean, @Nullable Federation federation) {
        Engine engine = Engine.open(settings, federation);
        ProcessPool pool = new ProcessPool(engine);
        Cleaner.Cleanable watch =
                CLEANER.register(pool, new Forgotten(engine, new Throwable("The pool was made here")));
        // Listeners and customizers may refer to the pool: the engine, which has them, would keep it for ever.
        engine.onReleased(watch::clean);
        if (registerMbean) {
            MBeanRegistration registration =
                    MBeanRegistration.of(engine.name(), new ManagedPool(engine.operations(), engine.interventions()));
            engine.onReleased(() -> {
                registration.close();
                watch.clean();
            });
        }
        return pool;
    }

    /** Ends a pool that nobody can reach any more; refers to the engine only. */
    private record Forgotten(Engine engine, Throwable origin) implements Runnable {

        @Override
        public void run() {
            if (!engine.isShutdown()) {
                log.warn(
                        "Process pool '{}' was never closed, and nobody refers to it any more. It finishes what it has and"
                                + " ends. Close it, best with try-with-resources",
                        engine.name(),
                        origin);
                engine.shutdown().begin();
            }
        }
    }

    // -- Tasks --

    @Override
    public TaskSubmitter with(TaskOptions options) {
        return new PoolView(this, options);
    }

    // -- Tasks in the types of the JDK, which may turn out not to be serializable --

    @Override
    public void execute(Runnable task) {
        executeAny(task);
    }

    @Override
    public <T extends @Nullable Object> ProcessFuture<T> submit(Callable<T> task) {
        return submitAny(Overload.CALLABLE, task, null);
    }

    @Override
    public ProcessFuture<?> submit(Runnable task) {
        return submitAny(Overload.RUNNABLE, task, null);
    }

    @Override
    public <T extends @Nullable Object> ProcessFuture<T> submit(Runnable task, T result) {
        return submitAny(Overload.RUNNABLE, task, result);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return Invocations.all(this, tasks);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return Invocations.all(this, tasks, unit.toNanos(timeout));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        return Invocations.any(this, tasks);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invocations.any(this, tasks, unit.toNanos(timeout));
    }

    // -- The pool --

    @Override
    public PoolSnapshot snapshot() {
        return engine().operations().snapshot();
    }

    @Override
    public void resize(int maxWorkers) {
        engine().operations().resize(maxWorkers);
    }

    @Override
    public void warmUpWorkers() {
        engine().operations().warmUpWorkers();
    }

    @Override
    public CompletableFuture<Void> recycleWorkers() {
        return engine().operations().recycleWorkers();
    }

    @Override
    public CompletableFuture<Void> recycleWorker(long pid) {
        return engine().operations().recycleWorker(pid);
    }

    @Override
    public CompletableFuture<String> threadDump(long pid) {
        return engine().operations().threadDump(pid);
    }

    @Override
    public CompletableFuture<Path> heapDump(long pid, Path file) {
        Path absolute = file.toAbsolutePath();
        if (!absolute.toString().endsWith(".hprof")) {
            throw new IllegalArgumentException("The name of a heap dump must end with .hprof, but was " + file);
        }
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("The file for a heap dump must not exist, but there is " + absolute);
        }
        return engine().operations().heapDump(pid, absolute);
    }

    @Override
    public boolean cancel(long taskId, String requester) {
        return engine().interventions().cancel(taskId, Objects.requireNonNull(requester, "requester"));
    }

    @Override
    public boolean kill(long pid, String requester) {
        engine().operations().checkWorkersAreProcesses();
        return engine().interventions().kill(pid, Objects.requireNonNull(requester, "requester"));
    }

    @Override
    public <T> T share(Class<T> type, T target) {
        return engine().share(Objects.requireNonNull(type, "type"), Objects.requireNonNull(target, "target"));
    }

    @Override
    public SharedBuffer sharedBuffer(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("A shared buffer must have at least 1 byte, but was to have " + bytes);
        }
        return engine().sharedBuffer(bytes);
    }

    // -- The end --

    @Override
    public void shutdown() {
        engine().shutdown().begin();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return engine().shutdown().stopNow().stream().map(ProcessPool::neverRun).toList();
    }

    private static Runnable neverRun(PendingTask<?> task) {
        return new Runnable() {
            @Override
            public void run() {
                throw new IllegalStateException(
                        "Task '" + task.name() + "' belongs to a process pool that was shut down; it"
                                + " can't be run here. Submit it to another pool");
            }

            @Override
            public String toString() {
                return "task " + task.taskId() + " '" + task.name() + "', which never began";
            }
        };
    }

    @Override
    public List<ProcessFuture<?>> shutdown(Duration budget) {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("budget must not be negative, but was " + budget);
        }
        // More can't be counted in nanoseconds, with room for what is added.
        Duration longest = Duration.ofDays(36_500);
        return engine().shutdown().within(budget.compareTo(longest) > 0 ? longest : budget);
    }

    @Override
    public List<ProcessFuture<?>> terminate() {
        return engine().shutdown().within(Duration.ZERO);
    }

    @Override
    public boolean isShutdown() {
        return engine().isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return engine().shutdown().isOver();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return engine().shutdown().await(unit.toNanos(timeout));
    }

    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        boolean terminated = false;
        while (!terminated) {
            try {
                terminated = awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                if (!interrupted) {
                    shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "ProcessPool[" + engine().name() + ", " + engine().state() + "]";
    }
}
