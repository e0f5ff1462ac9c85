package io.github.processpool.internal.parent.task;

import io.github.processpool.TaskState;

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
}
