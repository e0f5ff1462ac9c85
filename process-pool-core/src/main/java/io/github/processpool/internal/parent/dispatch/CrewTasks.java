package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.SentTasks;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.Optional;

/**
 * Finds tasks at the workers that they were sent to, for workers in this process and for injected faults, which know them by number
 * only. It moves no task.
 *
 * <p><b>Thread safety:</b> any thread; takes the {@link PoolLock} itself.
 */
public final class CrewTasks implements SentTasks {

    private final PoolLock lock;
    private final Crew crew;
    private final TaskStopper stopper;

    /** Finds the tasks of a crew, and has them stopped. */
    public CrewTasks(PoolLock lock, Crew crew, TaskStopper stopper) {
        this.lock = lock;
        this.crew = crew;
        this.stopper = stopper;
    }

    @Override
    public Optional<String> nameOf(long taskId) {
        return find(taskId).map(PendingTask::name);
    }

    @Override
    public boolean timeOut(long taskId) {
        return find(taskId).map(stopper::timeOut).orElse(false);
    }

    private Optional<PendingTask<?>> find(long taskId) {
        try (var held = lock.hold()) {
            for (WorkerHandle worker : crew.workers()) {
                for (PendingTask<?> task : worker.workload().sentTasks()) {
                    if (task.taskId() == taskId) {
                        return Optional.of(task);
                    }
                }
            }
            return Optional.empty();
        }
    }
}
