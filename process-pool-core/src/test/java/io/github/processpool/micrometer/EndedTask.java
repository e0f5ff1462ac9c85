package io.github.processpool.micrometer;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A task as a listener gets it, which no pool has run. */
final class EndedTask extends ProcessFuture<Object> {

    private final TaskState state;
    private final TaskTimings timings;

    EndedTask(TaskState state, TaskTimings timings) {
        this.state = state;
        this.timings = timings;
        complete("done");
    }

    EndedTask(Throwable failure, TaskTimings timings) {
        this.state = TaskState.FAILED;
        this.timings = timings;
        completeExceptionally(failure);
    }

    @Override
    public long taskId() {
        return 7;
    }

    @Override
    public String name() {
        return "page 7";
    }

    @Override
    public TaskState taskState() {
        return state;
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
        return timings;
    }

    @Override
    public CompletableFuture<@Nullable Void> stopped() {
        return CompletableFuture.completedFuture(null);
    }
}
