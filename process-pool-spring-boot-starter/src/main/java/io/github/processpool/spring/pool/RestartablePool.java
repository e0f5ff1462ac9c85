package io.github.processpool.spring.pool;

import io.github.processpool.PoolMode;
import io.github.processpool.PoolShutdownException;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.SharedBuffer;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.spring.async.local.HasMode;
import io.github.processpool.spring.async.local.HasStarter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * The bean that stands for a pool: passes every call on to the pool that is open now, see {@link PoolLife}. {@link
 * ProcessPoolLifecycle} opens one in its start, and a new one behind the same bean when it starts again. Before the first start
 * nothing of a pool exists, and calls that need one wait. Ending a pool before it was started does nothing.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class RestartablePool extends RestartableSubmitter
        implements ProcessPoolExecutor, HasMode, HasStarter, DisposableBean {

    private final PoolBlueprint blueprint;
    private final PoolLife life;

    RestartablePool(PoolBlueprint blueprint) {
        this(blueprint, new PoolLife(blueprint));
    }

    RestartablePool(PoolBlueprint blueprint, PoolLife life) {
        super(new ObservedTasks(blueprint.name(), blueprint::observer));
        this.blueprint = blueprint;
        this.life = life;
    }

    // -- The life of the bean --

    String name() {
        return blueprint.name();
    }

    @Override
    public PoolMode mode() {
        return blueprint.mode();
    }

    @Override
    public void refuseStarter() {
        life.refuseStarter();
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
        life.open();
    }

    /** Ends the pool within a budget; the bean can be opened again. */
    List<ProcessFuture<?>> drain(Duration budget) {
        return life.drain(budget);
    }

    /** Ends the pool at once, and the bean with it. */
    @Override
    public void destroy() {
        life.close();
    }

    @Override
    ProcessPoolExecutor current() {
        return life.started();
    }

    // -- Tasks --

    @Override
    public TaskSubmitter with(TaskOptions options) {
        return new RestartableView(life, options, tasks());
    }

    // -- Tasks in the types of the JDK --

    @Override
    public void execute(Runnable task) {
        ProcessPoolExecutor pool = current();
        tasks().execute(() -> pool.execute(task), () -> pool.submit(task));
    }

    @Override
    public <T extends @Nullable Object> ProcessFuture<T> submit(Callable<T> task) {
        return tasks().submit(current(), pool -> pool.submit(task));
    }

    @Override
    public ProcessFuture<?> submit(Runnable task) {
        return tasks().submit(current(), pool -> pool.submit(task));
    }

    @Override
    public <T extends @Nullable Object> ProcessFuture<T> submit(Runnable task, T result) {
        return tasks().submit(current(), pool -> pool.submit(task, result));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return current().invokeAll(tasks);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return current().invokeAll(tasks, timeout, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        return current().invokeAny(tasks);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return current().invokeAny(tasks, timeout, unit);
    }

    // -- The pool --

    @Override
    public PoolSnapshot snapshot() {
        ProcessPoolExecutor pool = life.latest();
        return pool != null
                ? pool.snapshot()
                : PoolSnapshot.notStarted(name(), life.isClosed() ? PoolState.TERMINATED : PoolState.RUNNING);
    }

    @Override
    public void resize(int maxWorkers) {
        current().resize(maxWorkers);
    }

    @Override
    public void warmUpWorkers() {
        life.warmUpWorkers();
    }

    @Override
    public CompletableFuture<Void> recycleWorkers() {
        return current().recycleWorkers();
    }

    @Override
    public CompletableFuture<Void> recycleWorker(long pid) {
        return current().recycleWorker(pid);
    }

    @Override
    public CompletableFuture<String> threadDump(long pid) {
        return current().threadDump(pid);
    }

    @Override
    public CompletableFuture<Path> heapDump(long pid, Path file) {
        return current().heapDump(pid, file);
    }

    @Override
    public boolean cancel(long taskId, String requester) {
        ProcessPoolExecutor pool = life.latest();
        return pool != null && pool.cancel(taskId, requester);
    }

    @Override
    public boolean kill(long pid, String requester) {
        ProcessPoolExecutor pool = life.latest();
        return pool != null && pool.kill(pid, requester);
    }

    @Override
    public <T> T share(Class<T> type, T target) {
        return current().share(type, target);
    }

    @Override
    public SharedBuffer sharedBuffer(long bytes) {
        return current().sharedBuffer(bytes);
    }

    // -- The end of the pool, not of the bean --

    @Override
    public List<ProcessFuture<?>> shutdown(Duration budget) {
        return drain(budget);
    }

    @Override
    public List<ProcessFuture<?>> terminate() {
        ProcessPoolExecutor pool = life.latest();
        return pool == null ? List.of() : pool.terminate();
    }

    @Override
    public void shutdown() {
        ProcessPoolExecutor pool = life.latest();
        if (pool != null) {
            pool.shutdown();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        ProcessPoolExecutor pool = life.latest();
        return pool == null ? List.of() : pool.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        ProcessPoolExecutor pool = life.latest();
        return pool == null ? life.isClosed() : pool.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        ProcessPoolExecutor pool = life.latest();
        return pool == null ? life.isClosed() : pool.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        try {
            return current().awaitTermination(timeout, unit);
        } catch (PoolShutdownException e) {
            return true;
        }
    }

    @Override
    public void close() {
        ProcessPoolExecutor pool = life.latest();
        if (pool != null) {
            pool.close();
        }
    }

    @Override
    public String toString() {
        ProcessPoolExecutor pool = life.latest();
        return pool == null ? "ProcessPool[" + name() + ", not started]" : pool.toString();
    }
}
