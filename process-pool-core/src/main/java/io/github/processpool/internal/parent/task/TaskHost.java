package io.github.processpool.internal.parent.task;

import io.github.processpool.TaskState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** All that a task needs of its pool. <b>Thread safety:</b> any thread may call any of it. */
public interface TaskHost {

    /** Returns the time on the pool's clock. */
    long now();

    /** The outcome is set; called once, before anybody can see it. */
    void onOutcome(PendingTask<?> task, TaskState state);

    /** The outcome can be seen; completes the superclass on another thread. */
    void settle(PendingTask<?> task);

    /** Somebody outside the pool has ended the future: the work is to be dropped, or stopped. */
    void abandon(PendingTask<?> task, boolean interrupt);

    /** The task may be over: its callbacks have run, or its work has ended. */
    void onMaybeOver(PendingTask<?> task);

    /** Runs code that may call callbacks. */
    void runCallback(Runnable action);

    /**
     * Runs code that may call callbacks after a time, also when the pool has ended by then. That can't be the business of the pool's own
     * timer, which ends with it, nor hold up that end.
     */
    default void runCallbackAfter(long nanos, Runnable action) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, this::runCallback)
                .execute(action);
    }
}
