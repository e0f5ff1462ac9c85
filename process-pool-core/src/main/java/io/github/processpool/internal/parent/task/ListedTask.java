package io.github.processpool.internal.parent.task;

import org.jspecify.annotations.Nullable;

/**
 * The places of a {@link PendingTask} in two lists that lead through the tasks themselves: the {@link TaskChain} of those that are not
 * over, and the {@link TaskLane} of those that wait. It changes neither.
 *
 * <p><b>Thread safety:</b> guarded by the locks of the two.
 */
abstract class ListedTask<T extends @Nullable Object> extends LooseEnds<T> {

    // -- Guarded by the lock of the TaskChain --
    boolean listed;

    @Nullable
    PendingTask<?> before;

    @Nullable
    PendingTask<?> after;

    // -- Guarded by the pool's lock --
    @Nullable
    TaskLane lane;

    @Nullable
    PendingTask<?> ahead;

    @Nullable
    PendingTask<?> behind;

    /** Whether it may go to another member of a cluster; does not change while it is in a lane. */
    boolean free;
}
