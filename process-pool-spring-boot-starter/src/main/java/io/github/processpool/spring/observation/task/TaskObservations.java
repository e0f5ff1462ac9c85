package io.github.processpool.spring.observation.task;

import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.observation.DefaultTaskObservationConvention;
import io.github.processpool.spring.observation.TaskObservationContext;
import io.github.processpool.spring.observation.TaskObservationConvention;
import io.github.processpool.spring.observation.TaskObservationDocumentation;
import io.github.processpool.spring.observation.TaskObservationDocumentation.TaskEvents;
import io.github.processpool.spring.observation.TaskOutcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an observation of each task: begun in the scope of the caller, whose child it so becomes, and ended when the future ends.
 * It opens no scope itself. The end comes with a callback of the future, so it may be a moment after {@code get} has returned.
 *
 * <p>While nobody listens to the registry, and for what {@code management.observations.enable} switches off, there is none.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class TaskObservations implements TaskObserver {

    private static final TaskObservationConvention DEFAULT = new DefaultTaskObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable TaskObservationConvention convention;

    /**
     * Creates an observer.
     *
     * @param registry where the observations go
     * @param convention names them; null: as {@link DefaultTaskObservationConvention} does
     */
    public TaskObservations(ObservationRegistry registry, @Nullable TaskObservationConvention convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public @Nullable Submission begin(String pool, @Nullable String method) {
        if (registry.isNoop()) {
            return null;
        }
        TaskObservationContext context = new TaskObservationContext(pool, method);
        Observation observation =
                TaskObservationDocumentation.TASK.observation(convention, DEFAULT, () -> context, registry);
        return observation.isNoop() ? null : new Observed(observation.start(), context);
    }

    /** One task. */
    private record Observed(Observation observation, TaskObservationContext context) implements Submission {

        @Override
        public Map<String, String> headers() {
            return context.headers();
        }

        @Override
        public void accepted(ProcessFuture<?> task) {
            context.setTask(task);
            task.whenComplete((value, failure) -> end(task, failure));
        }

        @Override
        public void refused(@Nullable Throwable reason) {
            stop(TaskOutcome.REJECTED, reason);
        }

        private void end(ProcessFuture<?> task, @Nullable Throwable failure) {
            task.timings()
                    .started()
                    .ifPresent(begun -> observation.event(Observation.Event.of(
                            TaskEvents.BEGUN.getName(), TaskEvents.BEGUN.getContextualName(), begun.toEpochMilli())));
            TaskOutcome outcome = TaskOutcome.of(failure);
            stop(outcome, outcome == TaskOutcome.CANCELLED ? null : failure);
        }

        private void stop(TaskOutcome outcome, @Nullable Throwable error) {
            context.setOutcome(outcome);
            if (error != null) {
                observation.error(error);
            }
            observation.stop();
        }
    }
}
