package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.TaskLane;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds a worker for the one task that the {@link Dispatcher} wants to give out, and sends it there: an idle one first, that which
 * had a task of the same key or the one that became idle last; then one with room behind tasks that are over sooner than the way to another
 * member takes; then, if there is a cluster, a member that has given room; then one with room behind tasks that take a little longer. Tasks
 * that are less urgent step back. A task with which a worker has died before it began
 * goes to an idle one only. It does not choose the task.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
final class Placement {

    private final PoolContext pool;
    private final Crew crew;
    private final TakeBack takeBack;
    private final Affinity affinity = new Affinity();
    /** Set before the pool is used. */
    private Consumer<PendingTask<?>> onSent = task -> {};
    /** Null: there are no other members. Set before the pool is used. */
    private @Nullable AwayTasks away;

    Placement(PoolContext pool, Crew crew, TakeBack takeBack) {
        this.pool = pool;
        this.crew = crew;
        this.takeBack = takeBack;
    }

    /** Before the pool is used: an action that follows each sending of a task, under the lock. */
    void onSent(Consumer<PendingTask<?>> action) {
        onSent = action;
    }

    /** Before the pool is used: other members may take what waits. */
    void federate(AwayTasks tasks) {
        away = tasks;
    }

    /** Returns whether it is worth while to look for a task. */
    boolean isPossible() {
        return crew.idleWorker() != null || crew.workerWithRoom() != null;
    }

    /** Sends a task to some worker; returns false if none can take it just now. */
    boolean send(PendingTask<?> task) {
        WorkerHandle preferred = affinity.workerFor(task);
        if (preferred != null && preferred.isIdle()) {
            crew.moveIdleToFront(preferred);
        }
        for (int tries = crew.idleCount(); tries > 0; tries--) {
            WorkerHandle worker = crew.idleWorker();
            if (worker != null && send(worker, task)) {
                return true;
            }
            crew.moveIdleToEnd();
        }
        WorkerHandle worker = task.where().isSuspect() ? null : crew.workerWithRoom();
        AwayTasks elsewhere = away;
        if (elsewhere != null
                && TaskLane.isFree(task)
                && !isSoonDone(worker)
                && elsewhere.hasRoom()
                && elsewhere.send(task)) {
            return true;
        }
        if (worker != null && preferred != null && preferred.room(pool.now()) > 0) {
            worker = preferred;
        }
        return worker != null && stepsInFront(worker, task) && send(worker, task);
    }

    /** To wait there takes no longer than the way to another member and back. */
    private boolean isSoonDone(@Nullable WorkerHandle worker) {
        return worker != null && worker.workload().isSoonDone(pool.now());
    }

    /** What is less urgent and waits at a worker goes back; returns whether the worker takes tasks after that, too. */
    private boolean stepsInFront(WorkerHandle worker, PendingTask<?> task) {
        return !worker.workload().hasLessUrgentThan(task)
                || !takeBack.lessUrgent(worker, task)
                || worker.isIdle()
                || worker.room(pool.now()) > 0;
    }

    private boolean send(WorkerHandle worker, PendingTask<?> task) {
        if (!worker.workload().send(task)) {
            return false;
        }
        onSent.accept(task); // First: it has to have its clock.
        if (worker.workload().markFlushIfDue()) {
            pool.lock().afterwards(worker.link().flushing());
        }
        crew.onSent(worker);
        affinity.sent(task, worker);
        return true;
    }

    /** An error has kept it from being watched when it was sent. */
    void watch(PendingTask<?> task) {
        onSent.accept(task);
    }

    /** A worker is gone. */
    void forget(WorkerHandle worker) {
        affinity.forget(worker);
    }
}
