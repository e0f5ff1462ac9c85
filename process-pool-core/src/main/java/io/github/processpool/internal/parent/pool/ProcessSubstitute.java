package io.github.processpool.internal.parent.pool;

import java.io.IOException;
import java.util.concurrent.ThreadFactory;

/**
 * Starts what the {@code Launcher} treats like the process of a worker, though it is none. It is told on its standard input where
 * to come, connects like every worker, can be killed, and ends with an exit code.
 */
public interface ProcessSubstitute {

    /**
     * Makes one; it begins to live when its standard input is closed.
     *
     * @param threads makes the threads that it lives on
     * @param tasks what its pool knows of the tasks that it is going to run
     * @return can be killed from then on
     * @throws IOException if it can't be started
     */
    Process start(ThreadFactory threads, SentTasks tasks) throws IOException;
}
