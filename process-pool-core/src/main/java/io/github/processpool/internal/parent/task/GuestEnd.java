package io.github.processpool.internal.parent.task;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.TaskQuarantinedException;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import io.github.processpool.internal.federation.GuestAnswer;
import io.github.processpool.internal.federation.GuestAnswer.Cancelled;
import io.github.processpool.internal.federation.GuestAnswer.End;
import io.github.processpool.internal.federation.GuestAnswer.Failed;
import io.github.processpool.internal.federation.GuestAnswer.Kind;
import io.github.processpool.internal.federation.GuestAnswer.TimedOut;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the outcome that a part of the pool gives to a guest, as it would to a task of its own, into the answer that goes to the member
 * that the guest comes from. It reads nothing that a worker has written. Stateless.
 */
final class GuestEnd {

    private GuestEnd() {}

    /** Returns a success whose value is an answer; the outcome itself if it is one, or an error of this JVM. */
    static Outcome of(PendingTask<?> task, Outcome given) {
        End end = given.failure() == null ? valueOf(given.value()) : endOf(given.failure());
        return end == null ? given : Outcome.value(answer(task, end));
    }

    private static @Nullable End valueOf(@Nullable Object value) {
        return value instanceof End end ? end : null;
    }

    private static @Nullable End endOf(Throwable failure) {
        if (failure instanceof CancellationException || failure instanceof PoolBrokenException) {
            return new Cancelled();
        } else if (failure instanceof TaskTimeoutException timeout) {
            return new TimedOut(timeout.clock(), timeout.threadDump().orElse(null));
        }
        Kind kind = kindOf(failure);
        return kind == null ? null : new Failed(kind, words(failure));
    }

    private static @Nullable Kind kindOf(Throwable failure) {
        if (failure instanceof TaskQuarantinedException) {
            return Kind.QUARANTINED;
        } else if (failure instanceof PayloadTooLargeException) {
            return Kind.TOO_LARGE;
        } else if (failure instanceof TaskSerializationException) {
            return Kind.UNREADABLE;
        }
        boolean lost = failure instanceof ResultSerializationException || failure instanceof WorkerCrashedException;
        return lost ? Kind.RESULT_LOST : null; // A crash by itself comes as an End: this one is an error of this JVM.
    }

    private static String words(Throwable failure) {
        return Objects.requireNonNullElse(failure.getMessage(), "");
    }

    private static GuestAnswer answer(PendingTask<?> task, End end) {
        long began = task.where().startedNanos();
        boolean begun = began != 0 || task.where().attempts() > 0; // An attempt that was lost had begun.
        return new GuestAnswer(
                end,
                begun ? task.where().workerPid().orElse(0) : 0,
                began != 0 ? Math.max(1, task.host().now() - began) : begun ? 1 : 0,
                task.chunk().isChunk() ? task.chunk().begun() : -1);
    }
}
