package io.github.processpool.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names the observation of a bean's method in a worker, and says what it tells. A bean of this type replaces the default one. */
public interface ExecutionObservationConvention extends ObservationConvention<ExecutionObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof ExecutionObservationContext;
    }
}
