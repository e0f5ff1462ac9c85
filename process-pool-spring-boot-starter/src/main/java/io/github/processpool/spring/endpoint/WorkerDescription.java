package io.github.processpool.spring.endpoint;

import io.github.processpool.Progress;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A worker as the endpoint shows it; see {@link WorkerSnapshot}.
 *
 * @param pid its process
 * @param slot its slot; -1 for a spare worker
 * @param state where it stands
 * @param startedAt when its start began
 * @param tasksCompleted how many tasks it has finished
 * @param residentBytes memory that the operating system counts for it; absent where that is not known
 * @param heapBytes used heap; absent where that is not known
 * @param task what it runs; absent if nothing
 */
public record WorkerDescription(
        long pid,
        int slot,
        WorkerState state,
        Instant startedAt,
        long tasksCompleted,
        @Nullable Long residentBytes,
        @Nullable Long heapBytes,
        @Nullable Task task)
        implements OperationResponseBody {

    /**
     * A task that runs.
     *
     * @param id its number
     * @param name its name
     * @param startedAt when the worker began it
     * @param ageMillis how long ago that is
     * @param progress what it last reported; absent if nothing
     */
    public record Task(
            long id,
            String name,
            Instant startedAt,
            long ageMillis,
            @Nullable Progress progress) {

        private static Task of(RunningTask task, Instant now) {
            return new Task(
                    task.taskId(),
                    task.name(),
                    task.startedAt(),
                    Math.max(0, Duration.between(task.startedAt(), now).toMillis()),
                    task.progress().orElse(null));
        }
    }

    static WorkerDescription of(WorkerSnapshot worker, Instant now) {
        return new WorkerDescription(
                worker.pid(),
                worker.slot(),
                worker.state(),
                worker.startedAt(),
                worker.tasksCompleted(),
                worker.residentBytes() < 0 ? null : worker.residentBytes(),
                worker.heapBytes() < 0 ? null : worker.heapBytes(),
                worker.currentTask().map(task -> Task.of(task, now)).orElse(null));
    }
}
