package io.github.processpool.spring.pool;

import io.github.processpool.ProcessFuture;
import io.github.processpool.SerializableFunction;
import io.github.processpool.spring.async.call.BeanTask;
import io.github.processpool.spring.observation.task.TaskObserver;
import io.github.processpool.spring.observation.task.TaskObserver.Submission;
import io.github.processpool.spring.observation.task.TraceHeaders;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the tasks of one pool observed on their way from the {@link RestartablePool} to the pool that is open, if there is a {@link
 * TaskObserver}. It does not see the elements of maps, nor what {@code invokeAll} and {@code invokeAny} submit.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ObservedTasks {

    private final String pool;
    private final Supplier<TaskObserver> source;
    /** Volatile: looked up at the first task, when the context is complete; twice at worst. */
    private volatile @Nullable TaskObserver observer;

    ObservedTasks(String pool, Supplier<TaskObserver> source) {
        this.pool = pool;
        this.source = source;
    }

    /** Submits to a pool or a view of it. */
    <P, F extends ProcessFuture<?>> F submit(P target, Function<P, F> submission) {
        @Nullable Submission seen = begin(null);
        return seen == null ? submission.apply(target) : watch(seen, () -> submission.apply(target));
    }

    /** Submits a function, which may be the call of a bean's method. */
    <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, Function<SerializableFunction<A, R>, ProcessFuture<R>> submission) {
        @Nullable BeanTask call = task instanceof BeanTask beanTask ? beanTask : null;
        @Nullable Submission seen = begin(call == null ? null : call.methodName());
        if (seen == null) {
            return submission.apply(task);
        } else if (call == null) {
            return watch(seen, () -> submission.apply(task));
        }
        @SuppressWarnings("unchecked") // The same call with something more to take along.
        SerializableFunction<A, R> carrying = (SerializableFunction<A, R>)
                call.with(TraceHeaders.CARRIER, TraceHeaders.of(seen.headers(), call.methodName()));
        return watch(seen, () -> submission.apply(carrying));
    }

    <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(Supplier<Optional<ProcessFuture<R>>> submission) {
        @Nullable Submission seen = begin(null);
        if (seen == null) {
            return submission.get();
        }
        Optional<ProcessFuture<R>> task = attempt(seen, submission);
        task.ifPresentOrElse(seen::accepted, () -> seen.refused(null));
        return task;
    }

    /**
     * Has a task executed whose failure nobody but the log will hear of.
     *
     * @param unseen if it is not observed
     * @param submission the same with a future
     */
    void execute(Runnable unseen, Supplier<ProcessFuture<?>> submission) {
        @Nullable Submission seen = begin(null);
        if (seen == null) {
            unseen.run();
            return;
        }
        ProcessFuture<?> task = watch(seen, submission);
        task.whenComplete((value, failure) -> {
            if (failure != null && !task.isCancelled()) {
                PoolLog.failed(pool, task, failure);
            }
        });
    }

    private @Nullable Submission begin(@Nullable String method) {
        TaskObserver known = observer;
        if (known == null) {
            known = source.get();
            observer = known;
        }
        return known.begin(pool, method);
    }

    private static <F extends ProcessFuture<?>> F watch(Submission seen, Supplier<F> submission) {
        F task = attempt(seen, submission);
        seen.accepted(task);
        return task;
    }

    private static <T> T attempt(Submission seen, Supplier<T> submission) {
        try {
            return submission.get();
        } catch (RuntimeException | Error e) {
            seen.refused(e);
            throw e;
        }
    }
}
