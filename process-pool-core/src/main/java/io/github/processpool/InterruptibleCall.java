package io.github.processpool;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Submits a task for {@link TaskSubmitter#call}, waits for it on the caller's thread, and ends it if that thread does not get to the
 * result. It knows of the submitter no more than that it gives a future.
 *
 * <p><b>Thread safety:</b> stateless.
 */
final class InterruptibleCall {

    private InterruptibleCall() {}

    /** Returns what the task does; no work of the caller's goes on when this throws, but for what its grace period allows. */
    static <R extends @Nullable Object> R of(Supplier<ProcessFuture<R>> submission)
            throws InterruptedException, ExecutionException {
        ProcessFuture<R> task = submitted(submission);
        try {
            return task.get();
        } catch (InterruptedException | RuntimeException | Error e) {
            task.cancel(true); // Of one that has ended it is nothing.
            throw e;
        }
    }

    /** Whoever waits for room, or for the start of a pool, is refused when interrupted, with the flag set. */
    private static <R extends @Nullable Object> ProcessFuture<R> submitted(Supplier<ProcessFuture<R>> submission)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return submission.get();
        } catch (RejectedExecutionException e) {
            if (Thread.interrupted()) {
                InterruptedException interrupt = new InterruptedException(e.getMessage());
                interrupt.initCause(e);
                throw interrupt;
            }
            throw e;
        }
    }
}
