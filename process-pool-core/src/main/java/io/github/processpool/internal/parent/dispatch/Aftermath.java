package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.TaskState;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.task.Callbacks;
import io.github.processpool.internal.parent.task.Events;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskHost;
import io.github.processpool.internal.parent.task.UnfinishedTasks;

/**
 * Does all that follows when a task has come in, as the {@link Intake} says, or has got its outcome, as the task itself says:
 * counts it, tells listeners and callbacks, has the work dropped or stopped that nobody wants any more, and lets go of tasks that
 * are over. It decides no outcome.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class Aftermath implements TaskHost {

    private final PoolContext pool;
    private final UnfinishedTasks unfinished;
    private final Events events;
    private final Callbacks callbacks;
    private final TaskStopper stopper;

    /** Shares what it is given with the rest of the pool. */
    public Aftermath(
            PoolContext pool, UnfinishedTasks unfinished, Events events, Callbacks callbacks, TaskStopper stopper) {
        this.pool = pool;
        this.unfinished = unfinished;
        this.events = events;
        this.callbacks = callbacks;
        this.stopper = stopper;
    }

    /** A task is about to be queued; needs the lock. */
    void onAccepted(PendingTask<?> task) {
        unfinished.add(task);
        if (events.isHeardOf(task)) {
            // In the line of events before any thread can run the task, but told without the lock.
            events.enqueue(listener -> listener.taskQueued(task));
            pool.lock().lastly(events::tellAll);
        }
    }

    /** An error kept a task from being taken. */
    void onNotTaken(PendingTask<?> task) {
        unfinished.remove(task);
    }

    /** A task was not taken. */
    void onRejected() {
        pool.counters().countRejection();
    }

    @Override
    public long now() {
        return pool.now();
    }

    @Override
    public void onOutcome(PendingTask<?> task, TaskState state) {
        if (task.guest() == null) { // Guests are counted where they were submitted.
            pool.counters().countTask(state);
        }
    }

    @Override
    public void settle(PendingTask<?> task) {
        if (task.where().startedNanos() != 0) {
            events.announceStart(task);
        }
        events.announceEnd(task);
        callbacks.settle(task);
    }

    @Override
    public void abandon(PendingTask<?> task, boolean interrupt) {
        stopper.abandon(task, interrupt);
    }

    @Override
    public void onMaybeOver(PendingTask<?> task) {
        unfinished.removeIfOver(task);
    }

    @Override
    public void runCallback(Runnable action) {
        callbacks.later(action);
    }
}
