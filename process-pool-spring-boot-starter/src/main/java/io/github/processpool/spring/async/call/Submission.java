package io.github.processpool.spring.async.call;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.spring.ProcessAsyncResult;
import io.github.processpool.spring.async.elements.ElementAddress;
import io.github.processpool.spring.async.elements.ElementSink;
import io.github.processpool.spring.async.elements.OpenStreams;
import io.github.processpool.spring.async.elements.SharesOnce;
import io.github.processpool.spring.async.local.HasMode;
import io.github.processpool.spring.async.local.StalledCall;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of one method's calls to its pool, which it looks up: takes them from {@link BeanMethod}, and returns the futures of the
 * tasks.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Submission {

    private final PoolLookup pools;
    private final String poolName;
    private final String taskName;
    private final Method method;
    /** Volatile: looked up at the first call, twice at worst. */
    private volatile @Nullable ProcessPoolExecutor pool;

    Submission(PoolLookup pools, String poolName, String taskName, Method method) {
        this.pools = pools;
        this.poolName = poolName;
        this.taskName = taskName;
        this.method = method;
    }

    ProcessPoolExecutor pool() {
        ProcessPoolExecutor known = pool;
        if (known == null) {
            known = pools.get(poolName);
            if (known == null) {
                throw new IllegalStateException("There is no process pool for " + taskName
                        + ": the ProcessPools bean is a mock, and was not told which pool '" + poolName + "' is");
            }
            pool = known;
        }
        return known;
    }

    /** Submits a call; null from a mock of the pool that was not told what to return. */
    @Nullable
    ProcessFuture<?> submit(BeanCall call, TaskOptions options, @Nullable Object[] arguments) {
        ProcessPoolExecutor executor = pool();
        // A pool that was stopped and started again has to be told again.
        executor.warmUpWorkers();
        try {
            @Nullable TaskSubmitter view = executor.with(options); // Null as below.
            @Nullable
            ProcessFuture<?> task = (view == null ? executor : view)
                    .<@Nullable Object, @Nullable Object>submit(call, BeanCall.pack(arguments));
            if (task != null && HasMode.isInProcess(executor)) {
                StalledCall.watch(task, executor);
            }
            return task;
        } catch (TaskSerializationException e) {
            throw new TaskSerializationException(words(call, e), e.getCause());
        } catch (PayloadTooLargeException e) {
            throw new PayloadTooLargeException(words(call, e), e.getCause());
        }
    }

    /** Submits a call; a mock has done it without a result. */
    ProcessFuture<?> submitCertainly(BeanCall call, TaskOptions options, @Nullable Object[] arguments) {
        ProcessFuture<?> task = submit(call, options, arguments);
        return task == null ? ProcessAsyncResult.of(null) : task;
    }

    /** Where elements are sent to; null from a mock. */
    @Nullable
    ElementAddress address(long number) {
        ElementSink sink = SharesOnce.share(pool(), ElementSink.class, OpenStreams.ofThisProcess());
        return sink == null ? null : new ElementAddress(sink, number);
    }

    private String words(BeanCall call, RuntimeException failure) {
        return CallWords.of(taskName, method, call, Objects.toString(failure.getMessage(), ""));
    }
}
