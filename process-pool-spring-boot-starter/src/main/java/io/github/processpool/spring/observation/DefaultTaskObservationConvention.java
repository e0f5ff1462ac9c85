package io.github.processpool.spring.observation;

import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskTimings;
import io.github.processpool.spring.observation.TaskObservationDocumentation.TaskDetails;
import io.github.processpool.spring.observation.TaskObservationDocumentation.TaskKeys;
import io.micrometer.common.KeyValues;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What {@link TaskObservationDocumentation#TASK} says. To be extended by conventions that add something. Stateless. */
public class DefaultTaskObservationConvention implements TaskObservationConvention {

    /** Creates the convention. */
    public DefaultTaskObservationConvention() {}

    @Override
    public String getName() {
        return "process.pool.task";
    }

    @Override
    public String getContextualName(TaskObservationContext context) {
        return Objects.requireNonNullElse(context.getMethod(), "task of " + context.getPool());
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(TaskObservationContext context) {
        @Nullable TaskOutcome outcome = context.getOutcome();
        return KeyValues.of(
                TaskKeys.POOL.withValue(context.getPool()),
                TaskKeys.METHOD.withValue(Objects.requireNonNullElse(context.getMethod(), "none")),
                TaskKeys.OUTCOME.withValue(outcome == null ? "unknown" : outcome.text()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(TaskObservationContext context) {
        @Nullable ProcessFuture<?> task = context.getTask();
        if (task == null) {
            return KeyValues.empty();
        }
        KeyValues values = KeyValues.of(
                TaskDetails.ID.withValue(Long.toString(task.taskId())), TaskDetails.NAME.withValue(task.name()));
        if (task.workerPid().isPresent()) {
            values = values.and(TaskDetails.WORKER_PID.withValue(
                    Long.toString(task.workerPid().getAsLong())));
        }
        return values.and(times(task.timings()));
    }

    private static KeyValues times(TaskTimings timings) {
        KeyValues values = KeyValues.of(TaskDetails.SERIALIZATION.withValue(millis(timings.serialization())));
        if (timings.queueWait().isPresent()) {
            values = values.and(
                    TaskDetails.QUEUE.withValue(millis(timings.queueWait().get())));
        }
        return timings.execution().isZero()
                ? values
                : values.and(TaskDetails.EXECUTION.withValue(millis(timings.execution())));
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e6);
    }
}
