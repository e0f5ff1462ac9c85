package io.github.processpool.internal.parent.task;

import io.github.processpool.TaskState;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a future ended, from whoever was first to end it, and what each method of a {@link java.util.concurrent.CompletableFuture}
 * makes of that. Immutable.
 *
 * @param state SUCCEEDED, FAILED or CANCELLED
 * @param value what it is worth, if it succeeded
 * @param failure why not, if it failed or was cancelled
 * @param thrown whether the failure is what the task itself has thrown
 */
public record Outcome(
        TaskState state, @Nullable Object value, @Nullable Throwable failure, boolean thrown) {

    /** Returns a success. */
    public static Outcome value(@Nullable Object value) {
        return new Outcome(TaskState.SUCCEEDED, value, null, false);
    }

    /** Returns a failure; a {@link CancellationException} is a cancellation, as in every CompletableFuture. */
    public static Outcome failure(Throwable failure) {
        return new Outcome(stateAfter(failure), null, failure, false);
    }

    /** Returns what the task itself has thrown, which stays itself in {@code get}, even if it is a {@link CompletionException}. */
    public static Outcome thrown(Throwable failure) {
        return new Outcome(stateAfter(failure), null, failure, true);
    }

    private static TaskState stateAfter(Throwable failure) {
        return failure instanceof CancellationException ? TaskState.CANCELLED : TaskState.FAILED;
    }

    /** Returns a cancellation. */
    public static Outcome cancelled(String message) {
        return failure(new CancellationException(message));
    }

    // -- Reports, each as the JDK has it --

    @Nullable
    Object get() throws ExecutionException {
        if (failure instanceof CancellationException cancellation) {
            throw again(cancellation);
        } else if (failure != null) {
            boolean wrapper = failure instanceof CompletionException && !thrown;
            Throwable cause = wrapper ? failure.getCause() : null;
            throw new ExecutionException(cause == null ? failure : cause);
        }
        return value;
    }

    @Nullable
    Object join() {
        if (failure instanceof CancellationException cancellation) {
            throw again(cancellation);
        } else if (failure instanceof CompletionException completion) {
            throw completion;
        } else if (failure != null) {
            throw new CompletionException(failure);
        }
        return value;
    }

    /** Each waiter gets an exception with its own stack. */
    private static CancellationException again(CancellationException original) {
        CancellationException mine = new CancellationException(original.getMessage());
        mine.initCause(original);
        return mine;
    }

    @Nullable
    static Object resultNow(@Nullable Outcome outcome) {
        if (outcome == null || outcome.failure() != null) {
            throw new IllegalStateException(
                    outcome == null ? "Task has not completed" : "Task completed without a result");
        }
        return outcome.value();
    }

    static Throwable exceptionNow(@Nullable Outcome outcome) {
        if (outcome == null || outcome.state() != TaskState.FAILED) {
            throw new IllegalStateException(
                    outcome == null ? "Task has not completed" : "Task completed without an exception");
        }
        return Objects.requireNonNull(outcome.failure());
    }
}
