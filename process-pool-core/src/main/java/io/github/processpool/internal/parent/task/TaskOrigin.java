package io.github.processpool.internal.parent.task;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.federation.GuestTask;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a task when it is submitted; from the intake to the {@link PendingTask}.
 *
 * @param id its number
 * @param work what is to be sent
 * @param options how it is to be run
 * @param profile how long its like take
 * @param writingNanos how long it took to serialize it
 * @param localResult what its future is worth if it is a runnable
 * @param onDone called when its outcome can be seen, for a map or a member that waits for it; null: nobody does
 * @param guest what it is to the member of a cluster that it comes from; null: it is the pool's own
 */
public record TaskOrigin(
        long id,
        EncodedTask work,
        TaskOptions options,
        FunctionProfile profile,
        long writingNanos,
        @Nullable Object localResult,
        @Nullable Runnable onDone,
        @Nullable GuestTask guest) {

    /** A task of the pool's own. */
    public TaskOrigin(
            long id,
            EncodedTask work,
            TaskOptions options,
            FunctionProfile profile,
            long writingNanos,
            @Nullable Object localResult,
            @Nullable Runnable onDone) {
        this(id, work, options, profile, writingNanos, localResult, onDone, null);
    }
}
