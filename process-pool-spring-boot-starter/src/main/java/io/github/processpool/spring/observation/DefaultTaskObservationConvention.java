package io.github.processpool.spring.observation;

import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskTimings;
import io.github.processpool.spring.observation.TaskObservationDocumentation.TaskDetails;
import io.github.processpool.spring.observation.TaskObservationDocumentation.TaskKeys;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        List<KeyValue> values = new ArrayList<>(TaskDetails.values().length);
        values.add(TaskDetails.ID.withValue(Long.toString(task.taskId())));
        values.add(TaskDetails.NAME.withValue(task.name()));
        task.workerPid().ifPresent(pid -> values.add(TaskDetails.WORKER_PID.withValue(Long.toString(pid))));
        task.member().ifPresent(member -> values.add(TaskDetails.MEMBER.withValue(member)));
        addTimes(task.timings(), values);
        return KeyValues.of(values);
    }

    private static void addTimes(TaskTimings timings, List<KeyValue> values) {
        values.add(TaskDetails.SERIALIZATION.withValue(millis(timings.serialization())));
        timings.queueWait().ifPresent(wait -> values.add(TaskDetails.QUEUE.withValue(millis(wait))));
        if (!timings.execution().isZero()) {
            values.add(TaskDetails.EXECUTION.withValue(millis(timings.execution())));
        }
    }

    /** As a formatter writes it, which takes longer than a tiny task. */
    private static String millis(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 6)
                .setScale(3, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
