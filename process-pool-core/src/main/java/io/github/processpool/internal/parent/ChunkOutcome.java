package io.github.processpool.internal.parent;

import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.wire.ChunkAnswer;
import io.github.processpool.internal.wire.ChunkAnswer.ElementFailure;
import io.github.processpool.internal.wire.Codec;
import io.github.processpool.internal.wire.Message.Failure;
import io.github.processpool.internal.wire.Message.Result;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of one chunk ended, as the value of the chunk's future; from the {@link Supervision} to the {@link MapRun}.
 *
 * @param values what they returned, for those that did; the elements behind them never began
 * @param failures what those have thrown that did not, by index
 * @param bytes how long the answer was
 */
record ChunkOutcome(@Nullable Object[] values, Map<Integer, Throwable> failures, int bytes) {

    /** Reads an answer; one that can't be read at all is the failure of the whole chunk. */
    static Outcome read(Answers answers, PendingTask<?> task, Codec codec, Result result, WorkerHandle worker) {
        try {
            ChunkAnswer answer = codec.readAnswer(result.value(), task.elements());
            Map<Integer, Throwable> failures = new HashMap<>();
            answer.unreadable().forEach((index, problem) -> failures.put(index, unreadable(task.name(), problem)));
            for (ElementFailure failure : answer.failures()) {
                Failure alone = new Failure(result.report(), failure.kind(), failure.problem(), failure.throwable());
                failures.put(failure.index(), failureOf(answers.outcome(task, codec, alone, worker)));
            }
            return Outcome.value(
                    new ChunkOutcome(answer.values(), failures, result.value().length()));
        } catch (IOException e) {
            return Outcome.failure(new ResultSerializationException(
                    "The results of a chunk of '" + task.name() + "' can't be read: " + e, e));
        }
    }

    private static Throwable failureOf(Outcome outcome) {
        return Objects.requireNonNull(outcome.failure());
    }

    private static Throwable unreadable(String name, Throwable problem) {
        return new ResultSerializationException(
                "A result of '" + name + "' can't be read: " + Answers.inWords(problem)
                        + ". If the result filter rejects its class, allow it with resultFilter",
                problem);
    }
}
