package io.github.processpool;

import java.time.Instant;

/**
 * A task that a worker has begun.
 *
 * @param taskId see {@link ProcessFuture#taskId()}
 * @param name see {@link ProcessFuture#name()}
 * @param startedAt when the worker began it
 */
public record RunningTask(long taskId, String name, Instant startedAt) {}
