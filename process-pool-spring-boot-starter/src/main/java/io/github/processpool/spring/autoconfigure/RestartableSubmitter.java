package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessFuture;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.TaskSubmitter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A view of a {@link RestartablePool} that survives a restart: every call goes to a view of the pool that is open then.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class RestartableSubmitter implements TaskSubmitter {

    private final Supplier<TaskSubmitter> current;

    RestartableSubmitter(Supplier<TaskSubmitter> current) {
        this.current = current;
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableCallable<R> task) {
        return current.get().submit(task);
    }

    @Override
    public ProcessFuture<@Nullable Void> submit(SerializableRunnable task) {
        return current.get().submit(task);
    }

    @Override
    public <R extends @Nullable Object> ProcessFuture<R> submit(SerializableRunnable task, R result) {
        return current.get().submit(task, result);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableFunction<A, R> task, A argument) {
        return current.get().submit(task, argument);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> ProcessFuture<R> submit(
            SerializableBiFunction<A, B, R> task, A first, B second) {
        return current.get().submit(task, first, second);
    }

    @Override
    public void execute(SerializableRunnable task) {
        current.get().execute(task);
    }

    @Override
    public <R extends @Nullable Object> Optional<ProcessFuture<R>> trySubmit(SerializableCallable<R> task) {
        return current.get().trySubmit(task);
    }
}
