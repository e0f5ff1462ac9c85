package io.github.processpool.spring.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Map;
import java.util.Objects;

/** What is known of a bean's method that is observed in a worker. Its carrier is what came from the parent. Immutable. */
public final class ExecutionObservationContext extends ReceiverContext<Map<String, String>> {

    private final String pool;
    private final String method;
    private final long taskId;

    /**
     * Creates the context of a call.
     *
     * @param headers what came with it
     * @param pool the name of the worker's pool
     * @param method the method, as {@code Type.method}
     * @param taskId the number of the task in its pool
     */
    public ExecutionObservationContext(Map<String, String> headers, String pool, String method, long taskId) {
        super((carrier, name) -> Objects.requireNonNull(carrier).get(name), Kind.SERVER);
        this.pool = pool;
        this.method = method;
        this.taskId = taskId;
        setCarrier(headers);
    }

    /**
     * Returns the pool of this worker.
     *
     * @return its name
     */
    public String getPool() {
        return pool;
    }

    /**
     * Returns what is called.
     *
     * @return {@code Type.method}
     */
    public String getMethod() {
        return method;
    }

    /**
     * Returns the number of the task.
     *
     * @return as {@link io.github.processpool.ProcessFuture#taskId()}
     */
    public long getTaskId() {
        return taskId;
    }
}
