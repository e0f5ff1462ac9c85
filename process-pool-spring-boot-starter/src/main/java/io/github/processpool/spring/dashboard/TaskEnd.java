package io.github.processpool.spring.dashboard;

import io.github.processpool.ProcessFuture;
import io.github.processpool.RemoteTaskException;
import io.github.processpool.TaskState;
import io.github.processpool.TaskTimings;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task, as far as the dashboard counts it. Of a failure only the class is kept: messages may hold data of users.
 *
 * @param kind of the task
 * @param waitNanos how long it waited for a worker; negative if none has begun it
 * @param runNanos how long it ran; negative if none has begun it
 * @param failure simple name of a class; null if it did not fail
 */
record TaskEnd(
        String kind,
        long waitNanos,
        long runNanos,
        @Nullable String failure) {

    static TaskEnd of(ProcessFuture<?> task) {
        TaskTimings timings = task.timings();
        return new TaskEnd(
                TaskKind.of(task.name()),
                timings.queueWait().map(Duration::toNanos).orElse(-1L),
                timings.started().isPresent() ? ran(timings).toNanos() : -1,
                task.taskState() == TaskState.FAILED ? nameOf(failure(task)) : null);
    }

    boolean hasBegun() {
        return waitNanos >= 0;
    }

    /** A task that was lost with its worker has no time of its own code. */
    private static Duration ran(TaskTimings timings) {
        if (!timings.execution().isZero()) {
            return timings.execution();
        }
        return timings.started()
                .flatMap(start -> timings.finished().map(end -> Duration.between(start, end)))
                .orElse(Duration.ZERO);
    }

    private static Throwable failure(ProcessFuture<?> task) {
        try {
            task.join();
            return new IllegalStateException("It has not failed");
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static String nameOf(Throwable failure) {
        String name = failure instanceof RemoteTaskException remote
                ? remote.remoteClassName()
                : failure.getClass().getName();
        return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
    }
}
