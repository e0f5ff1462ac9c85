package io.github.processpool.sample.document;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import io.github.processpool.sample.render.RenderRequest;
import io.github.processpool.sample.render.RenderedDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A task that is where the test says it is. For one thread. */
public final class FakeFuture extends ProcessFuture<RenderedDocument> {

    static final Instant QUEUED = Instant.parse("2026-01-15T10:00:00Z");
    static final Instant STARTED = QUEUED.plusSeconds(1);

    private final RenderRequest request;
    private final long taskId;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private TaskState state = TaskState.QUEUED;
    private OptionalLong pid = OptionalLong.empty();
    private Optional<Progress> progress = Optional.empty();
    private Optional<Instant> started = Optional.empty();
    private Optional<Instant> finished = Optional.empty();

    FakeFuture(long taskId, RenderRequest request) {
        this.taskId = taskId;
        this.request = request;
    }

    public RenderRequest request() {
        return request;
    }

    public void run(long workerPid, int done, int total) {
        state = TaskState.RUNNING;
        pid = OptionalLong.of(workerPid);
        started = Optional.of(STARTED);
        progress = Optional.of(new Progress(done, total, ""));
    }

    public void succeed(int pages) {
        run(pid.orElse(1), pages, pages);
        end(TaskState.SUCCEEDED);
        complete(new RenderedDocument(pages, pages));
        stopped.complete(null);
    }

    public void fail(Throwable failure) {
        end(TaskState.FAILED);
        completeExceptionally(failure);
        stopped.complete(null);
    }

    @Override
    public boolean cancel(boolean interrupt) {
        end(TaskState.CANCELLED);
        return super.cancel(interrupt);
    }

    public void stop() {
        stopped.complete(null);
    }

    @Override
    public long taskId() {
        return taskId;
    }

    @Override
    public String name() {
        return "documentRenderer.render";
    }

    @Override
    public TaskState taskState() {
        return state;
    }

    @Override
    public OptionalLong workerPid() {
        return pid;
    }

    @Override
    public Optional<Progress> progress() {
        return progress;
    }

    @Override
    public TaskTimings timings() {
        return new TaskTimings(QUEUED, started, finished, Duration.ZERO, Duration.ZERO);
    }

    @Override
    public CompletableFuture<Void> stopped() {
        return stopped;
    }

    private void end(TaskState end) {
        state = end;
        finished = Optional.of(STARTED.plusMillis(1500));
    }
}
