package io.github.processpool.spring.observation.task;

import io.github.processpool.ProcessFuture;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sees every single task that the application submits to a pool of the starter, from before it is submitted to its end. What it
 * throws is thrown by the submission.
 *
 * <p><b>Thread safety:</b> called by many threads at once.
 */
public interface TaskObserver {

    /** Sees nothing. */
    TaskObserver NONE = (pool, method) -> null;

    /**
     * A task is about to be submitted by this thread.
     *
     * @param pool the name of the pool
     * @param method the method of a bean that the task calls; null if it is another task
     * @return sees the rest; null: nothing of this task is to be seen
     */
    @Nullable
    Submission begin(String pool, @Nullable String method);

    /** A task on its way; one of {@link #accepted} and {@link #refused} is called, once, by the thread that submits. */
    interface Submission {

        /**
         * Returns what has to reach the worker, which it does only with the call of a bean's method.
         *
         * @return names and values
         */
        Map<String, String> headers();

        /**
         * The pool has taken the task.
         *
         * @param task its future
         */
        void accepted(ProcessFuture<?> task);

        /**
         * The pool has not taken the task.
         *
         * @param reason what the submission throws; null: it only says that the queue is full
         */
        void refused(@Nullable Throwable reason);
    }
}
