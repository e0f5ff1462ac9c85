package io.github.processpool;

/**
 * The life of a worker process as its parent sees it.
 *
 * <pre>{@code
 * WAITING
 *     |
 *     v
 * STARTING <-> STANDBY
 *     |          |
 *     |          v
 *     +<------> IDLE <-> BUSY
 *     |         |       |
 *     |         v       v
 *     |       RETIRING (takes no new task, finishes the one it has)
 *     v          |
 *   ENDED <------+
 * }</pre>
 */
public enum WorkerState {
    /**
     * Waits for its turn to start and has no process yet: of all pools of a JVM, only about as many workers start at once as there
     * are processors. Its start timeout has not begun.
     */
    WAITING,
    /** The process is starting, its initializer is running, or it warms up, for which it comes back here without a task. */
    STARTING,
    /** Ready, but only to take over from another worker; runs no task before that, and does not count as capacity. */
    STANDBY,
    /** Ready, nothing to do. */
    IDLE,
    /** Has at least one task. */
    BUSY,
    /** Takes no new task; it ends when it has finished what it has. */
    RETIRING,
    /** The process is gone. */
    ENDED
}
