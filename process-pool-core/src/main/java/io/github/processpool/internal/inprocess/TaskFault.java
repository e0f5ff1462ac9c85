package io.github.processpool.internal.inprocess;

/**
 * An accident that happens instead of a task.
 *
 * @param kind its kind
 * @param exitCode of the worker, if that dies
 */
public record TaskFault(Kind kind, int exitCode) {

    /** The ways to go wrong. */
    public enum Kind {
        /** The worker dies. */
        CRASH,
        /** The task's time is up at once. */
        TIME_OUT,
        /** The heap is exhausted. */
        OUT_OF_MEMORY
    }
}
