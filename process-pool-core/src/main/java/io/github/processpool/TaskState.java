package io.github.processpool;

/**
 * Where a task stands. The only moves are {@code QUEUED -> RUNNING}, {@code RUNNING -> QUEUED} (its worker died and
 * {@link TaskOptions#maxAttempts()} allows another attempt) and from either to one of the three ends.
 */
public enum TaskState {
    /** It has not begun: it waits in the parent, or was sent ahead to a worker that has not come to it yet. */
    QUEUED,
    /** A worker has begun it. */
    RUNNING,
    /** It returned a value, or somebody completed the future with one. */
    SUCCEEDED,
    /** It threw, timed out, was lost with its worker or could not be delivered. */
    FAILED,
    /** Its future was cancelled, or the pool ended before it. */
    CANCELLED
}
