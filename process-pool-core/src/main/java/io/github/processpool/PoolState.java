package io.github.processpool;

/**
 * The life of a pool.
 *
 * <pre>{@code
 * RUNNING <-> BROKEN
 *    |           |
 *    v           v
 * SHUTTING_DOWN ----> TERMINATED
 * }</pre>
 */
public enum PoolState {
    /** Accepts tasks. */
    RUNNING,
    /** No worker can be started; submissions fail fast, a start is tried again at least every 10 seconds. */
    BROKEN,
    /** Accepts no tasks, finishes those it has. */
    SHUTTING_DOWN,
    /** No task, no worker process and no file is left. */
    TERMINATED
}
