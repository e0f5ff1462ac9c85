package io.github.processpool.sample.document;

import io.github.processpool.ProcessFuture;
import io.github.processpool.Progress;
import io.github.processpool.TaskTimings;
import io.github.processpool.sample.render.RenderedDocument;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One processing of a document. It keeps no state of its own as long as the task lives, the future has it all; once that is
 * done, what matters is copied and the future let go, because failures can be large.
 *
 * <p>Thread safety: the threads of requests, live updates and the first round ask at any time. {@code finished} is written
 * before {@code future} is cleared, and computing it twice gives the same.
 */
final class Run {

    private final int number;
    private final long taskId;
    private final CompletionStage<?> stopped;
    private volatile @Nullable ProcessFuture<RenderedDocument> future;
    private volatile @Nullable RunView finished;

    Run(int number, ProcessFuture<RenderedDocument> future) {
        this.number = number;
        this.taskId = future.taskId();
        this.stopped = future.stopped();
        this.future = future;
    }

    /** 1 for the first processing of a document. */
    int number() {
        return number;
    }

    /** Names the task in the pool. */
    long taskId() {
        return taskId;
    }

    /** Completes when no worker writes pictures any more. */
    CompletionStage<?> stopped() {
        return stopped;
    }

    RunView view() {
        ProcessFuture<RenderedDocument> current = future;
        if (current == null) {
            RunView end = finished;
            if (end == null) {
                throw new IllegalStateException("A run without a future must be finished");
            }
            return end;
        }
        if (!current.isDone()) {
            return live(current);
        }
        RunView end = ended(current);
        finished = end;
        future = null;
        return end;
    }

    /** Has an effect only on a run that is not finished. */
    void cancel() {
        ProcessFuture<RenderedDocument> current = future;
        if (current != null) {
            current.cancel(true);
        }
    }

    private static RunView live(ProcessFuture<RenderedDocument> future) {
        DocumentState state = DocumentState.of(future.taskState());
        // The task may have ended since: the next look sees it as a whole.
        DocumentState shown = state.isFinished() ? DocumentState.RUNNING : state;
        return view(future, shown, null);
    }

    private static RunView ended(ProcessFuture<RenderedDocument> future) {
        try {
            RenderedDocument result = future.join();
            return view(future, DocumentState.DONE, Verdict.of(result));
        } catch (CancellationException e) {
            return view(future, DocumentState.CANCELLED, Verdict.of(e));
        } catch (CompletionException e) {
            return view(future, DocumentState.FAILED, Verdict.of(e));
        }
    }

    private static RunView view(
            ProcessFuture<RenderedDocument> future, DocumentState state, @Nullable Verdict verdict) {
        Progress progress = future.progress().orElse(new Progress(0, 0, ""));
        TaskTimings timings = future.timings();
        return new RunView(
                state,
                progress.done(),
                Math.max(0, progress.total()),
                future.workerPid().orElse(0),
                future.member().orElse(null),
                timings.started().map(Instant::toEpochMilli).orElse(0L),
                verdict == null ? 0 : took(timings).toMillis(),
                verdict);
    }

    private static Duration took(TaskTimings timings) {
        if (timings.started().isEmpty()) {
            return Duration.ZERO;
        }
        return Duration.between(timings.started().get(), timings.finished().orElseGet(Instant::now));
    }
}
