package io.github.processpool.internal.federation;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;

/**
 * A task on its way to another member: one sending of it, and so one attempt.
 *
 * @param ticket names the sending
 * @param key the same for all attempts of the task, and unique in the cluster
 * @param name how people call it
 * @param attempt which one this is, from 1
 * @param work what is to be run; its bytes must not be changed
 * @param options how: timeout, grace period, priority, keys
 * @param queueLeftNanos how long it may still wait; {@link Long#MAX_VALUE}: for ever
 * @param deadlineLeftNanos how long it may still wait and run; {@link Long#MAX_VALUE}: for ever
 * @param sameClassesOnly whether it may only go to a member with exactly the same class path
 */
public record AwayTask(
        long ticket,
        String key,
        String name,
        int attempt,
        EncodedTask work,
        TaskOptions options,
        long queueLeftNanos,
        long deadlineLeftNanos,
        boolean sameClassesOnly) {}
