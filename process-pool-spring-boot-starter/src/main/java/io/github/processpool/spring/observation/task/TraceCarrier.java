package io.github.processpool.spring.observation.task;

import io.github.processpool.WorkerContext;
import io.github.processpool.spring.ContextCarrier;
import io.github.processpool.spring.observation.DefaultExecutionObservationConvention;
import io.github.processpool.spring.observation.ExecutionObservationContext;
import io.github.processpool.spring.observation.ExecutionObservationConvention;
import io.github.processpool.spring.observation.TaskObservationDocumentation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of a trace: gets the headers that {@link TaskObservations} gave to the call of a bean's method, and has the
 * method observed in the worker's own registry. The method runs in the scope of that observation.
 *
 * <p>It captures nothing, since the observation of the task begins later than the call: at each submission, of which a {@code
 * Mono} may have several.
 *
 * <p><b>Thread safety:</b> any thread; a scope, the thread that restored.
 */
public final class TraceCarrier implements ContextCarrier {

    private static final ExecutionObservationConvention DEFAULT = new DefaultExecutionObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable ExecutionObservationConvention convention;

    /**
     * Creates the carrier.
     *
     * @param registry where the observations of this process go
     * @param convention names them; null: as {@link DefaultExecutionObservationConvention} does
     */
    public TraceCarrier(ObservationRegistry registry, @Nullable ExecutionObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public @Nullable Serializable capture() {
        return null;
    }

    @Override
    public boolean isRequired() {
        return false;
    }

    @Override
    public Scope restore(Serializable captured) {
        Map<String, String> headers = TraceHeaders.read(captured);
        String method = TraceHeaders.method(headers);
        WorkerContext worker = WorkerContext.current();
        Observation observation = TaskObservationDocumentation.EXECUTION.start(
                convention,
                DEFAULT,
                () -> new ExecutionObservationContext(headers, worker.poolName(), method, worker.taskId()),
                registry);
        return new Execution(observation, observation.openScope());
    }

    private record Execution(Observation observation, Observation.Scope scope) implements Scope {

        @Override
        public void failed(Throwable failure) {
            observation.error(failure);
        }

        @Override
        public void close() {
            try {
                scope.close();
            } finally {
                observation.stop();
            }
        }
    }
}
