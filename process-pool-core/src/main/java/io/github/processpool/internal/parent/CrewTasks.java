package io.github.processpool.internal.parent;

import java.util.Optional;

/**
 * Finds tasks at the workers that they were sent to, for the few who know them by number only.
 *
 * <p><b>Thread safety:</b> any thread; takes the {@link PoolLock} itself.
 */
final class CrewTasks implements SentTasks {

    private final PoolLock lock;
    private final Crew crew;
    private final TaskStopper stopper;

    CrewTasks(PoolLock lock, Crew crew, TaskStopper stopper) {
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
        lock.lock();
        try {
            for (WorkerHandle worker : crew.workers()) {
                for (PendingTask<?> task : worker.sentTasks()) {
                    if (task.taskId() == taskId) {
                        return Optional.of(task);
                    }
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }
}
