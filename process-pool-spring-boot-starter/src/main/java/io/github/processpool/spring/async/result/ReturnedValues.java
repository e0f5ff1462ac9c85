package io.github.processpool.spring.async.result;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** Turns what a method returned in the worker into the value that travels: futures are waited for. Stateless. */
public final class ReturnedValues {

    private ReturnedValues() {}

    /**
     * Waits as long as the task may run: whoever stops that interrupts this thread.
     *
     * @throws Exception what the future failed with
     */
    public static @Nullable Object await(@Nullable Object returned) throws Exception {
        // First of all: a stage that only is one extends CompletableFuture, but can't be waited for.
        if (returned instanceof CompletionStage<?> stage) {
            return awaitFuture(stage.toCompletableFuture());
        } else if (returned instanceof Future<?> future) {
            return awaitFuture(future);
        } else if (returned != null && Monos.isMono(returned)) {
            return awaitFuture(Monos.toFuture(returned));
        }
        return returned;
    }

    private static @Nullable Object awaitFuture(Future<?> future) throws Exception {
        try {
            return future.get();
        } catch (InterruptedException e) {
            // The task is to stop, and what it has begun with it.
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            ReflectionUtils.rethrowException(cause == null ? e : cause);
            throw e;
        } catch (CancellationException e) {
            throw new IllegalStateException("The future that the method returned was cancelled", e);
        }
    }
}
