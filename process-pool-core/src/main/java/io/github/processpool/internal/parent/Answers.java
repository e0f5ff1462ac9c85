package io.github.processpool.internal.parent;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.wire.Codec;
import io.github.processpool.internal.wire.Message.Failure;
import io.github.processpool.internal.wire.Message.FailureKind;
import io.github.processpool.internal.wire.Message.Fitness;
import io.github.processpool.internal.wire.Message.RemoteProblem;
import io.github.processpool.internal.wire.Payload;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a worker has answered into the outcome of a future. A payload that can't be decoded is the outcome of that one
 * future. Immutable.
 */
final class Answers {

    private final PoolSettings settings;

    Answers(PoolSettings settings) {
        this.settings = settings;
    }

    Outcome outcome(PendingTask<?> task, Codec codec, Payload value) {
        try {
            Object result = codec.readValue(value);
            return Outcome.value(task.localResult() != null ? task.localResult() : result);
        } catch (Throwable e) { // User code throws what it likes, and nobody else would end this future.
            return Outcome.failure(new ResultSerializationException(
                    "The result of task '" + task.name() + "' can't be read: " + inWords(e)
                            + ". If the result filter rejects its class, allow it with resultFilter",
                    e));
        }
    }

    Outcome outcome(PendingTask<?> task, Codec codec, Failure failure, WorkerHandle worker) {
        RemoteProblem problem = failure.problem();
        String words = problem.className() + (problem.message() == null ? "" : ": " + problem.message());
        if (isHeapExhausted(failure)) {
            return Outcome.failure(heapExhausted(task, codec, failure, worker));
        }
        return Outcome.failure(
                switch (failure.kind()) {
                    case THREW -> throwable(task, codec, failure);
                    case UNREADABLE ->
                        new TaskSerializationException(
                                "Task '" + task.name() + "' can't be read in the worker: " + words,
                                throwable(task, codec, failure));
                    case UNWRITABLE_RESULT ->
                        new ResultSerializationException(
                                "The result of task '" + task.name() + "' can't be sent back: " + problem.message(),
                                throwable(task, codec, failure));
                    case RESULT_TOO_LARGE ->
                        new PayloadTooLargeException("Task '" + task.name() + "': " + problem.message(), null);
                });
    }

    /** Whether the task is lost because its worker has no heap left. */
    boolean isHeapExhausted(Failure failure) {
        return failure.report().fitness() == Fitness.HEAP_EXHAUSTED
                && failure.problem().className().equals(OutOfMemoryError.class.getName())
                && failure.kind() != FailureKind.UNREADABLE;
    }

    private WorkerCrashedException heapExhausted(
            PendingTask<?> task, Codec codec, Failure failure, WorkerHandle worker) {
        int allowed = task.options().maxAttempts();
        return new WorkerCrashedException(
                "Task '" + task.name() + "' ran out of heap in " + worker.describe() + ", which was given "
                        + settings.launch().heapBytes() / (1024 * 1024) + " MB and is replaced"
                        + (allowed == 1 ? "" : "; this was attempt " + task.attempts() + " of " + allowed)
                        + ". Give workers more with workerHeap, or tasks less to do at once: "
                        + failure.problem().message(),
                heapExhausted(worker),
                throwable(task, codec, failure));
    }

    /** What is known of a worker without heap while it lives. */
    static Circumstances heapExhausted(WorkerHandle worker) {
        return new Circumstances(
                worker.pid(), OptionalInt.empty(), Optional.empty(), true, List.of(), Optional.empty());
    }

    /** The exception itself if it can cross the border, or one that stands in for it. */
    private static Throwable throwable(PendingTask<?> task, Codec codec, Failure failure) {
        String why = "it could not be serialized in the worker";
        if (failure.throwable().length() > 0) {
            try {
                Object read = codec.readValue(failure.throwable());
                if (read instanceof Throwable thrown) {
                    // Whoever wraps it asks for its words; where that throws, a future could not even be completed.
                    Objects.requireNonNull(thrown.toString());
                    return thrown;
                }
                why = "it turned into a " + className(read);
            } catch (Throwable e) {
                why = inWords(e);
            }
        }
        RemoteProblem problem = failure.problem();
        return new RemoteTaskException(
                "Task '" + task.name() + "' threw " + problem.className()
                        + (problem.message() == null ? "" : ": " + problem.message())
                        + " (which can't be shown as it was: " + why + ")\n" + problem.stackTrace(),
                problem.className(),
                problem.stackTrace());
    }

    /** Describes an exception without trusting it. */
    static String inWords(Throwable problem) {
        try {
            return problem.toString();
        } catch (Throwable e) {
            return problem.getClass().getName();
        }
    }

    private static String className(@Nullable Object object) {
        return object == null ? "null" : object.getClass().getName();
    }
}
