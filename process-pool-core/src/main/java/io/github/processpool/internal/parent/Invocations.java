package io.github.processpool.internal.parent;

import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.Overload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The bulk methods of an ExecutorService, from the {@link ProcessPool} to submit; the semantics are those of the JDK. It knows futures
 * and no workers. Its clock is that of the JVM and not the pool's: it parks the caller's thread, and no other clock wakes that.
 *
 * <p><b>Thread safety:</b> stateless.
 */
final class Invocations {

    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    private Invocations() {}

    static <T> List<Future<T>> all(BoundSubmitter pool, Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return all(pool, tasks, NO_LIMIT);
    }

    static <T> List<Future<T>> all(BoundSubmitter pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        long deadline = System.nanoTime() + Math.min(nanos, NO_LIMIT);
        List<PendingTask<T>> futures = new ArrayList<>(tasks.size());
        boolean complete = false;
        try {
            for (Callable<T> task : tasks) {
                futures.add(pool.submitAny(Overload.CALLABLE, task, null));
            }
            for (PendingTask<T> future : futures) {
                awaitEnd(future, deadline - System.nanoTime());
            }
            complete = true;
        } catch (TimeoutException e) {
            // The rest is cancelled below; that is how the caller knows.
        } finally {
            if (!complete) {
                futures.forEach(future -> future.cancel(true));
            }
        }
        return new ArrayList<>(futures);
    }

    private static void awaitEnd(PendingTask<?> future, long nanos) throws InterruptedException, TimeoutException {
        try {
            future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | CancellationException e) {
            // Ended is ended; the caller looks at the future.
        }
    }

    static <T> T any(BoundSubmitter pool, Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return any(pool, tasks, NO_LIMIT);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T any(BoundSubmitter pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task");
        }
        long deadline = System.nanoTime() + Math.min(nanos, NO_LIMIT);
        List<PendingTask<T>> futures = new ArrayList<>(tasks.size());
        BlockingQueue<PendingTask<T>> ended = new LinkedBlockingQueue<>();
        try {
            for (Callable<T> task : tasks) {
                PendingTask<T> future = pool.submitAny(Overload.CALLABLE, task, null);
                futures.add(future);
                future.whenComplete((value, failure) -> ended.add(future));
            }
            return firstSuccess(ended, futures.size(), deadline);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static <T> T firstSuccess(BlockingQueue<PendingTask<T>> ended, int count, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutionException last = null;
        for (int i = 0; i < count; i++) {
            PendingTask<T> next = ended.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new TimeoutException("none of " + count + " tasks has succeeded in time");
            }
            try {
                return next.get();
            } catch (ExecutionException e) {
                last = e;
            } catch (CancellationException e) {
                last = new ExecutionException(e);
            }
        }
        throw last == null ? new ExecutionException(new IllegalStateException("no task")) : last;
    }
}
