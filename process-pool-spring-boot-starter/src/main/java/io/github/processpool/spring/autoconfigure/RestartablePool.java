package io.github.processpool.spring.autoconfigure;

import io.github.processpool.MapOptions;
import io.github.processpool.MapResult;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.SharedBuffer;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.spring.worker.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * The bean that stands for a pool: passes every call on to the pool that is open now. {@link ProcessPoolLifecycle} opens one in
 * its start, and a new one behind the same bean when it starts again. Before the first start nothing of a pool exists, and calls
 * that need one wait; see {@link StartGate}. Ending a pool before it was started does nothing.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class RestartablePool implements ProcessPoolExecutor, DisposableBean {

    private final PoolBlueprint blueprint;
    private final StartGate gate;
    private final ObservedTasks tasks;
    /** Whether every pool behind this bean has to warm its workers up; volatile: asked for by any thread, once and for all. */
    private volatile boolean warm;

    RestartablePool(PoolBlueprint blueprint) {
        this(blueprint, new StartGate(blueprint.name(), Duration.ofMinutes(1)));
    }

    RestartablePool(PoolBlueprint blueprint, StartGate gate) {
        this.blueprint = blueprint;
        this.gate = gate;
        this.tasks = new ObservedTasks(blueprint.name(), blueprint::observer);
    }

    // -- The life of the bean --

    String name() {
        return blueprint.name();
    }

    /** Whether this is a bean of that factory, and not of one of its ancestors. */
    boolean isOf(BeanFactory beanFactory) {
        return blueprint.isOf(beanFactory);
    }

    @Nullable
    Duration shutdownTimeout() {
        return blueprint.shutdownTimeout();
    }

    /** Opens a pool, unless one is open. */
    void open() {
        gate.open(() -> {
            ProcessPoolExecutor pool = blueprint.build();
            if (warm) {
                warmUp(pool);
            }
            return pool;
        });
        ProcessPoolExecutor open = gate.pool();
        if (warm && open != null) {
            warmUp(open); // Somebody may have asked while it was being opened.
        }
    }

    private void warmUp(ProcessPoolExecutor pool) {
        blueprint.beforeBeanCalls();
        pool.warmUpWorkers();
    }

    /** Ends the pool within a budget; the bean can be opened again. */
    List<ProcessFuture<?>> drain(Duration budget) {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? List.of() : pool.shutdown(budget);
    }

    /** Ends the pool at once, and the bean with it. Takes a few seconds at most, and next to nothing after a drain. */
    @Override
    public void destroy() {
        ProcessPoolExecutor pool = gate.close();
        if (pool != null && !pool.isTerminated()) {
            PoolLog.destroyed(name(), pool.terminate());
        }
    }

    private ProcessPoolExecutor started() {
        return WorkerProcess.isWorker() ? startedInWorker() : gate.awaitPool();
    }

    /** In a worker's context nothing is started before it is needed, and this not unless the user says so. */
    private ProcessPoolExecutor startedInWorker() {
        if (!blueprint.mayNest()) {
            throw new RejectedExecutionException(
                    "Process pool '" + name() + "' can't be used here: this process (pid "
                            + ProcessHandle.current().pid()
                            + ") is itself a worker of a process pool, and workers start no workers of"
                            + " their own. Let the application itself submit the task, or set process-pool.worker.nested-pools=true");
        }
        open();
        return gate.awaitPool();
    }

    // -- Tasks --

    @Override
    public TaskSubmitter with(TaskOptions options) {
        Objects.requireNonNull(options, "options");
        return new RestartableSubmitter(() -> started().with(options), tasks);
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task) {
        return tasks.submit(started(), pool -> pool.submit(task));
    }

    @Override
    public ProcessFuture<@Nullable Void> submit(SerializableRunnable task) {
        return tasks.submit(started(), pool -> pool.submit(task));
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result) {
        return tasks.submit(started(), pool -> pool.submit(task, result));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument) {
        ProcessPoolExecutor pool = started();
        return tasks.submit(task, observed -> pool.submit(observed, argument));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableBiFunction<A, B, R> task, A first, B second) {
        return tasks.submit(started(), pool -> pool.submit(task, first, second));
    }

    @Override
    public void execute(SerializableRunnable task) {
        ProcessPoolExecutor pool = started();
        tasks.execute(() -> pool.execute(task), () -> pool.submit(task));
    }

    @Override
    public <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task) {
        ProcessPoolExecutor pool = started();
        return tasks.trySubmit(() -> pool.trySubmit(task));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs) {
        return started().map(task, inputs);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> map(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return started().map(task, inputs, options);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs) {
        return started().mapUnordered(task, inputs);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<MapResult<A, R>> mapUnordered(
            SerializableFunction<A, R> task, Iterable<? extends A> inputs, MapOptions options) {
        return started().mapUnordered(task, inputs, options);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs) {
        return started().starmap(task, inputs);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> Stream<R> starmap(
            SerializableBiFunction<A, B, R> task, Iterable<? extends Map.Entry<A, B>> inputs, MapOptions options) {
        return started().starmap(task, inputs, options);
    }

    // -- Tasks in the types of the JDK --

    @Override
    public void execute(Runnable task) {
        ProcessPoolExecutor pool = started();
        tasks.execute(() -> pool.execute(task), () -> pool.submit(task));
    }

    @Override
    public <T extends @Nullable Object> ProcessFuture<T> submit(Callable<T> task) {
        return tasks.submit(started(), pool -> pool.submit(task));
    }

    @Override
    public ProcessFuture<?> submit(Runnable task) {
        return tasks.submit(started(), pool -> pool.submit(task));
    }

    @Override
    public <T extends @Nullable Object> ProcessFuture<T> submit(Runnable task, T result) {
        return tasks.submit(started(), pool -> pool.submit(task, result));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return started().invokeAll(tasks);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return started().invokeAll(tasks, timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        return started().invokeAny(tasks);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return started().invokeAny(tasks, timeout, unit);
    }

    // -- The pool --

    @Override
    public PoolSnapshot snapshot() {
        ProcessPoolExecutor pool = gate.pool();
        return pool != null
                ? pool.snapshot()
                : PoolSnapshot.notStarted(name(), gate.isClosed() ? PoolState.TERMINATED : PoolState.RUNNING);
    }

    @Override
    public void resize(int maxWorkers) {
        started().resize(maxWorkers);
    }

    @Override
    public void warmUpWorkers() {
        warm = true; // Before the look at the pool: who opens one looks at this afterwards.
        ProcessPoolExecutor pool = gate.pool();
        if (pool != null) {
            warmUp(pool);
        }
    }

    @Override
    public CompletableFuture<Void> recycleWorkers() {
        return started().recycleWorkers();
    }

    @Override
    public CompletableFuture<Void> recycleWorker(long pid) {
        return started().recycleWorker(pid);
    }

    @Override
    public CompletableFuture<String> threadDump(long pid) {
        return started().threadDump(pid);
    }

    @Override
    public CompletableFuture<Path> heapDump(long pid, Path file) {
        return started().heapDump(pid, file);
    }

    @Override
    public <T> T share(Class<T> type, T target) {
        return started().share(type, target);
    }

    @Override
    public SharedBuffer sharedBuffer(long bytes) {
        return started().sharedBuffer(bytes);
    }

    // -- The end of the pool, not of the bean --

    @Override
    public List<ProcessFuture<?>> shutdown(Duration budget) {
        return drain(budget);
    }

    @Override
    public List<ProcessFuture<?>> terminate() {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? List.of() : pool.terminate();
    }

    @Override
    public void shutdown() {
        ProcessPoolExecutor pool = gate.pool();
        if (pool != null) {
            pool.shutdown();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? List.of() : pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? gate.isClosed() : pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? gate.isClosed() : pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            return started().awaitTermination(timeout, unit);
        } catch (PoolShutdownException e) {
            return true;
        }
    }

    @Override
    public void close() {
        ProcessPoolExecutor pool = gate.pool();
        if (pool != null) {
            pool.close();
        }
    }

    @Override
    public String toString() {
        ProcessPoolExecutor pool = gate.pool();
        return pool == null ? "ProcessPool[" + name() + ", not started]" : pool.toString();
    }
}
