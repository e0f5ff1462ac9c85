package io.github.processpool.spring.observation;

import io.github.processpool.spring.observation.TaskObservationDocumentation.ExecutionDetails;
import io.github.processpool.spring.observation.TaskObservationDocumentation.ExecutionKeys;
import io.micrometer.common.KeyValues;

/** What {@link TaskObservationDocumentation#EXECUTION} says. To be extended by conventions that add something. Stateless. */
public class DefaultExecutionObservationConvention implements ExecutionObservationConvention {

    /** Creates the convention. */
    public DefaultExecutionObservationConvention() {}

    @Override
    public String getName() {
        return "process.pool.execution";
    }

    @Override
    public String getContextualName(ExecutionObservationContext context) {
        return context.getMethod() + " in worker";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(ExecutionObservationContext context) {
        return KeyValues.of(
                ExecutionKeys.POOL.withValue(context.getPool()), ExecutionKeys.METHOD.withValue(context.getMethod()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(ExecutionObservationContext context) {
        return KeyValues.of(
                ExecutionDetails.ID.withValue(Long.toString(context.getTaskId())),
                ExecutionDetails.WORKER_PID.withValue(
                        Long.toString(ProcessHandle.current().pid())));
    }
}
