package io.github.processpool.spring.observation;

import io.github.processpool.ProcessFuture;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a task that is observed in the parent. Its carrier is what travels to the worker with the call of a bean's
 * method.
 *
 * <p><b>Thread safety:</b> written by the thread that submits and then by the one that hears of the end, which happens after.
 */
public final class TaskObservationContext extends SenderContext<Map<String, String>> {

    private final String pool;
    private final @Nullable String method;
    private final Map<String, String> headers = new HashMap<>();
    private @Nullable ProcessFuture<?> task;
    private @Nullable TaskOutcome outcome;

    /**
     * Creates the context of a task that is about to be submitted.
     *
     * @param pool the name of the pool
     * @param method the method of a bean that the task calls, as {@code Type.method}; null if it is another task
     */
    public TaskObservationContext(String pool, @Nullable String method) {
        super((headers, name, value) -> Objects.requireNonNull(headers).put(name, value), Kind.CLIENT);
        this.pool = pool;
        this.method = method;
        setCarrier(headers);
    }

    /**
     * Returns where the task is submitted.
     *
     * @return the name of the pool
     */
    public String getPool() {
        return pool;
    }

    /**
     * Returns what the task calls.
     *
     * @return {@code Type.method} for a {@code @ProcessAsync} method; null for any other task
     */
    public @Nullable String getMethod() {
        return method;
    }

    /**
     * Returns the task.
     *
     * @return its future; null until the pool has taken it
     */
    public @Nullable ProcessFuture<?> getTask() {
        return task;
    }

    /**
     * Returns how the task has ended.
     *
     * @return the outcome; null before the end
     */
    public @Nullable TaskOutcome getOutcome() {
        return outcome;
    }

    /**
     * Returns what travels to the worker: the carrier.
     *
     * @return the headers that tracers have written so far
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * Called once the pool has taken the task; not for applications.
     *
     * @param task its future
     */
    public void setTask(ProcessFuture<?> task) {
        this.task = task;
    }

    /**
     * Called once the task has ended; not for applications.
     *
     * @param outcome how
     */
    public void setOutcome(TaskOutcome outcome) {
        this.outcome = outcome;
    }
}
