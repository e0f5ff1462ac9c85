package io.github.processpool.internal.parent.pool;

import java.util.Optional;

/** The tasks that the workers of a pool have, by their numbers. <b>Thread safety:</b> any thread. */
public interface SentTasks {

    /**
     * Returns what a task is called.
     *
     * @param taskId its number
     * @return its name; empty if no worker has it
     */
    Optional<String> nameOf(long taskId);

    /**
     * Treats a running task as if its execution clock had run out.
     *
     * @param taskId its number
     * @return whether it is going to be stopped now; false if its future has ended before
     */
    boolean timeOut(long taskId);
}
