package io.github.processpool.internal.federation;

import io.github.processpool.TaskOptions;
import io.github.processpool.internal.wire.codec.Codec.EncodedTask;

/**
 * A task of another member, to be run here.
 *
 * @param space where its numbers are defined
 * @param work what is to be run; never read in this JVM
 * @param options name, timeout, grace period, priority, keys; its queue timeout and deadline are what was left of them at the submitter.
 *     It has one attempt here, whatever they say
 * @param key the same for all attempts of the task, and unique in the cluster
 * @param attempt which one this is, from 1
 * @param submitter the name of the member that it comes from
 */
public record GuestTask(
        GuestSpace space, EncodedTask work, TaskOptions options, String key, int attempt, String submitter) {}
