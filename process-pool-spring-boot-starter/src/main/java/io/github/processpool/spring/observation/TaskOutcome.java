package io.github.processpool.spring.observation;

import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** How a task that was observed has ended. */
public enum TaskOutcome {
    /** With a value. */
    SUCCESS,
    /** With an exception that no other outcome stands for. */
    ERROR,
    /** With a {@link TaskTimeoutException}. */
    TIMEOUT,
    /** Cancelled, by its caller or by the end of the pool. */
    CANCELLED,
    /** With a {@link WorkerCrashedException}. */
    CRASHED,
    /** Not taken: the submission threw something, or found the queue full. */
    REJECTED;

    /**
     * Returns the outcome that stands for a failure.
     *
     * @param failure what the future of the task has failed with; null if it has a value
     * @return never {@link #REJECTED}, which no future tells
     */
    public static TaskOutcome of(@Nullable Throwable failure) {
        if (failure == null) {
            return SUCCESS;
        } else if (failure instanceof CancellationException) {
            return CANCELLED;
        } else if (failure instanceof TaskTimeoutException) {
            return TIMEOUT;
        }
        return failure instanceof WorkerCrashedException ? CRASHED : ERROR;
    }

    /** As the value of a key. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
