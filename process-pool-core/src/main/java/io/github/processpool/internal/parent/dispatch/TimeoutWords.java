package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Says, for the {@link TaskStopper}, which time of a task was up, how it had spent it, and where its thread was. Stateless. */
public final class TimeoutWords {

    private TimeoutWords() {}

    /** Returns the failure of a task at its present place. */
    public static TaskTimeoutException exception(PendingTask<?> task, Clock clock, @Nullable String dump, long now) {
        long started = task.where().startedNanos();
        String queued = seconds((started == 0 ? now : started) - task.record().queuedNanos());
        StackTraceElement[] stack = dump == null ? new StackTraceElement[0] : TaskStack.in(dump);
        TaskTimeoutException timeout = new TaskTimeoutException(
                "Task '" + task.name() + "' exceeded its " + limit(clock, task.options()) + ": it waited for " + queued
                        + ", " + (started == 0 ? "it never began" + elsewhere(task) : run(task, now - started))
                        + (stack.length == 0 ? "" : ". Its thread was here:"),
                clock,
                dump);
        if (stack.length > 0) {
            timeout.setStackTrace(stack); // Nobody looks for a timer of the pool; a log shows what the task did.
        }
        return timeout;
    }

    private static String run(PendingTask<?> task, long nanos) {
        Sending sending = task.where().sending();
        String where =
                sending == null ? elsewhere(task) : " on " + sending.worker().describe();
        return "it ran for " + seconds(nanos) + where;
    }

    private static String elsewhere(PendingTask<?> task) {
        return task.member().map(name -> " on member " + name).orElse("");
    }

    private static String limit(Clock clock, TaskOptions options) {
        return switch (clock) {
            case QUEUE -> "queueTimeout" + limit(options.queueTimeout());
            case EXECUTION ->
                options.timeout()
                        .map(limit -> "timeout of " + seconds(limit))
                        .orElse("timeout (it has none; PoolFaults said so)");
            case DEADLINE -> "deadline" + limit(options.deadline());
        };
    }

    /** Another member may say that a limit has run out that there is not. */
    private static String limit(Optional<Duration> limit) {
        return limit.map(duration -> " of " + seconds(duration)).orElse("");
    }

    private static String seconds(Duration duration) {
        return seconds(duration.toNanos());
    }

    private static String seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos)) / 1000.0 + " s";
    }
}
