package io.github.processpool.internal.parent.task;

import io.github.processpool.TaskState;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How a future ended; the first one counts.
 *
 * @param state SUCCEEDED, FAILED or CANCELLED
 * @param value what it is worth, if it succeeded
 * @param failure why not, if it failed or was cancelled
 */
public record Outcome(
        TaskState state, @Nullable Object value, @Nullable Throwable failure) {

    public static Outcome value(@Nullable Object value) {
        return new Outcome(TaskState.SUCCEEDED, value, null);
    }

    /** A failure; a {@link CancellationException} is a cancellation, as in every CompletableFuture. */
    public static Outcome failure(Throwable failure) {
        return new Outcome(
                failure instanceof CancellationException ? TaskState.CANCELLED : TaskState.FAILED, null, failure);
    }

    public static Outcome cancelled(String message) {
        return failure(new CancellationException(message));
    }
}
