package io.github.processpool;

import java.time.Instant;
import java.util.Optional;

/**
 * A task that a worker has begun.
 *
 * @param taskId see {@link ProcessFuture#taskId()}
 * @param name see {@link ProcessFuture#name()}
 * @param startedAt when the worker began it
 * @param progress what it last reported; empty if nothing
 */
public record RunningTask(long taskId, String name, Instant startedAt, Optional<Progress> progress) {

    /**
     * A task that has reported no progress.
     *
     * @param taskId see {@link ProcessFuture#taskId()}
     * @param name see {@link ProcessFuture#name()}
     * @param startedAt when the worker began it
     */
    public RunningTask(long taskId, String name, Instant startedAt) {
        this(taskId, name, startedAt, Optional.empty());
    }
}
