package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.WorkerCrashedException.Circumstances;
import io.github.processpool.internal.federation.GuestAnswer.Answered;
import io.github.processpool.internal.federation.GuestAnswer.Crashed;
import io.github.processpool.internal.parent.pool.PoolSettings;
import io.github.processpool.internal.parent.process.NamedWorker;
import io.github.processpool.internal.parent.task.ChunkOutcome;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.wire.codec.ChunkAnswer;
import io.github.processpool.internal.wire.codec.ChunkAnswer.ElementFailure;
import io.github.processpool.internal.wire.codec.Codec;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.internal.wire.message.Report.Fitness;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Turns the answer of a worker, as {@link TaskAnswers} has it, into the outcome of a future. A payload that can't be decoded is the
 * outcome of that one future. It ends no future itself. Immutable.
 */
final class OutcomeReader {

    /** For those who would run it again. */
    private static final String HAS_ENDED = ". The method has ended in the worker; what it wrote stays";

    private final PoolSettings settings;

    OutcomeReader(PoolSettings settings) {
        this.settings = settings;
    }

    Outcome outcome(PendingTask<?> task, Codec codec, Payload value) {
        if (value.isLost()) {
            return tooLarge(task, value);
        }
        try {
            Object result = codec.readValue(value);
            return Outcome.value(task.localResult() != null ? task.localResult() : result);
        } catch (Throwable e) { // User code throws what it likes, and nobody else would end this future.
            return Outcome.failure(new ResultSerializationException(
                    "The result of task '" + task.name() + "' can't be read: " + inWords(e), e));
        }
    }

    Outcome outcome(PendingTask<?> task, Codec codec, Failure failure, NamedWorker worker) {
        RemoteProblem problem = failure.problem();
        String words = problem.className() + (problem.message() == null ? "" : ": " + problem.message());
        if (isHeapExhausted(failure)) {
            return Outcome.failure(heapExhausted(task, codec, failure, worker));
        }
        Throwable why = switch (failure.kind()) {
            case THREW -> throwable(task, codec, failure);
            case UNREADABLE ->
                new TaskSerializationException(
                        "Task '" + task.name() + "' can't be read in the worker: " + words + adviceIfTooLarge(failure),
                        throwable(task, codec, failure));
            case UNWRITABLE_RESULT ->
                new ResultSerializationException(
                        "The result of task '" + task.name() + "' can't be sent back: " + problem.message() + HAS_ENDED,
                        throwable(task, codec, failure));
            case RESULT_TOO_LARGE ->
                new PayloadTooLargeException("Task '" + task.name() + "': " + problem.message() + HAS_ENDED, null);
        };
        return failure.kind() == FailureKind.THREW ? Outcome.thrown(why) : Outcome.failure(why);
    }

    // -- Of guests, which are read elsewhere --

    /** Passes the answer to a guest on as it is. */
    Outcome unread(PendingTask<?> task, Result result) {
        int elements = task.chunk().isChunk()
                ? Math.max(1, Math.min(task.chunk().elements(), ChunkAnswer.countIn(result.value())))
                : 1;
        return result.value().isLost() ? tooLarge(task, result.value()) : Outcome.value(new Answered(result, elements));
    }

    /** Passes a failure on as it is, unless the task was lost by it. */
    Outcome unread(PendingTask<?> task, Failure failure, NamedWorker worker) {
        if (isHeapExhausted(failure)) {
            return Outcome.value(new Crashed(
                    ExitReason.OUT_OF_MEMORY,
                    worker.describe() + " ran out of heap. It " + replaced(failure, ""),
                    heapExhausted(worker.pid())));
        }
        Failure whole = failure.throwable().isLost()
                ? new Failure(failure.report(), failure.kind(), failure.problem(), Payload.NONE)
                : failure;
        return Outcome.value(new Answered(whole, 1));
    }

    // -- Problems --

    private String adviceIfTooLarge(Failure failure) {
        return failure.problem().className().equals(OutOfMemoryError.class.getName())
                ? ". Give " + wayOut(settings)
                : "";
    }

    /** Returns what is to be given to whom where a task is too large for its worker. */
    static String wayOut(PoolSettings settings) {
        return "workers more than " + heapMegabytes(settings) + " MB with workerHeap, or the task smaller arguments";
    }

    private static long heapMegabytes(PoolSettings settings) {
        return settings.launch().heapBytes() / (1024 * 1024);
    }

    /** Reads an answer; one that can't be read at all is the failure of the whole chunk. */
    Outcome chunk(PendingTask<?> task, Codec codec, Result result, NamedWorker worker) {
        if (result.value().isLost()) {
            return tooLarge(task, result.value());
        }
        try {
            ChunkAnswer answer = codec.readAnswer(result.value(), task.chunk().elements());
            Map<Integer, Throwable> failures = new HashMap<>();
            answer.unreadable().forEach((index, problem) -> failures.put(index, unreadable(task.name(), problem)));
            for (ElementFailure failure : answer.failures()) {
                Failure alone = new Failure(result.report(), failure.kind(), failure.problem(), failure.throwable());
                failures.put(failure.index(), failureOf(outcome(task, codec, alone, worker)));
            }
            return Outcome.value(
                    new ChunkOutcome(answer.values(), failures, result.value().length()));
        } catch (IOException e) {
            return Outcome.failure(new ResultSerializationException(
                    "The results of a chunk of '" + task.name() + "' can't be read: " + e, e));
        }
    }

    /** The answer has come, and been passed over. */
    private static Outcome tooLarge(PendingTask<?> task, Payload lost) {
        return Outcome.failure(new PayloadTooLargeException(
                "The result of task '" + task.name() + "' has " + lost.length()
                        + " bytes, for which the heap of this JVM had no room. Give it more with -Xmx, or return less, or the"
                        + " name of a file instead of its content. The worker is well, and the task is not run again",
                null));
    }

    private static Throwable failureOf(Outcome outcome) {
        return Objects.requireNonNull(outcome.failure());
    }

    private static Throwable unreadable(String name, Throwable problem) {
        return new ResultSerializationException(
                "A result of '" + name + "' can't be read: " + inWords(problem), problem);
    }

    /** Returns whether the task is lost because its worker has no heap left. */
    boolean isHeapExhausted(Failure failure) {
        return failure.report().fitness() == Fitness.HEAP_EXHAUSTED
                && failure.problem().className().equals(OutOfMemoryError.class.getName())
                && failure.kind() != FailureKind.UNREADABLE;
    }

    private WorkerCrashedException heapExhausted(
            PendingTask<?> task, Codec codec, Failure failure, NamedWorker worker) {
        int allowed = task.options().maxAttempts();
        String attempt =
                allowed == 1 ? "" : "; this was attempt " + task.where().attempts() + " of " + allowed;
        return new WorkerCrashedException(
                "Task '" + task.name() + "' ran out of heap in " + worker.describe() + ", which "
                        + replaced(failure, attempt),
                heapExhausted(worker.pid()),
                throwable(task, codec, failure));
    }

    private String replaced(Failure failure, String attempt) {
        return "was given " + heapMegabytes(settings) + " MB and is replaced" + attempt
                + ". Give workers more with workerHeap, or tasks less to do at once: "
                + failure.problem().message();
    }

    /** Returns what is known of a worker without heap while it lives. */
    static Circumstances heapExhausted(long pid) {
        return new Circumstances(pid, OptionalInt.empty(), Optional.empty(), true, List.of(), Optional.empty());
    }

    /** The exception itself if it can cross the border, or one that stands in for it. */
    private static Throwable throwable(PendingTask<?> task, Codec codec, Failure failure) {
        return codec.readThrowable(failure.throwable(), failure.problem(), "Task '" + task.name() + "'");
    }

    /** Describes an exception without trusting it. */
    static String inWords(Throwable problem) {
        try {
            return problem.toString();
        } catch (Throwable e) {
            return problem.getClass().getName();
        }
    }
}
