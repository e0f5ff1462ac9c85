package io.github.processpool;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of a task's clocks ran out. If the task was running, the stack trace is that of its own thread in the worker, just before it was
 * interrupted, where that could be had.
 */
public class TaskTimeoutException extends ProcessPoolException {

    private static final long serialVersionUID = 1L;

    /** Which clock ran out. */
    public enum Clock {
        /** {@link TaskOptions#queueTimeout()}: the task did not begin in time. */
        QUEUE,
        /** {@link TaskOptions#timeout()}: the task ran for too long. */
        EXECUTION,
        /** {@link TaskOptions#deadline()}: waiting and running together took too long. */
        DEADLINE
    }

    /** The one that ran out. */
    private final Clock clock;

    /** Null if it could not be had. */
    private final @Nullable String threadDump;

    /**
     * Creates the exception.
     *
     * @param message says which clock ran out and how the time was spent
     * @param clock the clock that ran out
     * @param threadDump what the worker's threads did before they were interrupted, if it could be had
     */
    public TaskTimeoutException(String message, Clock clock, @Nullable String threadDump) {
        super(message, null);
        this.clock = clock;
        this.threadDump = threadDump;
    }

    /**
     * Returns which clock ran out.
     *
     * @return the clock
     */
    public Clock clock() {
        return clock;
    }

    /**
     * Returns the stacks of the worker's threads, taken before the task was interrupted.
     *
     * @return the dump; empty if the task had not begun, or the worker did not answer in time
     */
    public Optional<String> threadDump() {
        return Optional.ofNullable(threadDump);
    }
}
