package io.github.processpool.spring;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link io.github.processpool.spring.annotation.ProcessAsync} method returns whose return type is {@link ProcessFuture}: a
 * value in the form of a future that is done.
 *
 * <pre>{@code
 * @ProcessAsync
 * public ProcessFuture<Integer> count(String text) {
 *     return ProcessAsyncResult.of(text.length());
 * }
 * }</pre>
 *
 * <p>It stays in the worker; the caller has the future of the task. Where the method is called without a worker in between, from
 * inside its own bean or in a plain unit test, this is what the caller sees: a task without a number that never waited nor ran.
 *
 * @param <T> the type of the value
 */
public final class ProcessAsyncResult<T extends @Nullable Object> extends ProcessFuture<T> {

    private final Instant made = Instant.now();

    private ProcessAsyncResult() {}

    /**
     * Returns a future that has succeeded.
     *
     * @param value the result
     * @param <T> its type
     * @return a future that is done
     */
    public static <T extends @Nullable Object> ProcessAsyncResult<T> of(T value) {
        ProcessAsyncResult<T> result = new ProcessAsyncResult<>();
        result.complete(value);
        return result;
    }

    /**
     * Returns a future that has failed. Throwing the exception in the method has the same effect on the caller.
     *
     * @param failure the reason
     * @param <T> the type of the value that there is not
     * @return a future that is done
     */
    public static <T extends @Nullable Object> ProcessAsyncResult<T> failed(Throwable failure) {
        ProcessAsyncResult<T> result = new ProcessAsyncResult<>();
        result.completeExceptionally(failure);
        return result;
    }

    @Override
    public long taskId() {
        return 0;
    }

    @Override
    public String name() {
        return "no task";
    }

    @Override
    public TaskState taskState() {
        return isCompletedExceptionally() ? TaskState.FAILED : TaskState.SUCCEEDED;
    }

    @Override
    public OptionalLong workerPid() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Progress> progress() {
        return Optional.empty();
    }

    @Override
    public TaskTimings timings() {
        return new TaskTimings(made, Optional.empty(), Optional.of(made), Duration.ZERO, Duration.ZERO);
    }

    @Override
    public CompletableFuture<@Nullable Void> stopped() {
        return CompletableFuture.completedFuture(null);
    }
}
