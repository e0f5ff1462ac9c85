package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes tasks back that were sent ahead and that their {@link WorkerHandle}s have not begun, as the {@link Dispatcher} wants it:
 * into the {@link TaskQueue}, where they have their old places, or out of the pool. A task that has begun stays where it is: the
 * page that parent and worker share lets one of the two have it.
 *
 * <p>It gives nothing out, and tells no future.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
final class TakeBack {

    private final PoolContext pool;
    private final TaskQueue queue;
    private final Crew crew;
    /** Of {@link #fromTheBusy}. */
    private boolean left;

    TakeBack(PoolContext pool, TaskQueue queue, Crew crew) {
        this.pool = pool;
        this.queue = queue;
        this.crew = crew;
    }

    // -- Into the queue --

    /**
     * Makes work for an idle worker of all that waits behind tasks which turn out to be long. Returns whether some was left where
     * it is, because it is hardly worth while: the task before it is nearly done.
     */
    boolean fromTheBusy() {
        long now = pool.now();
        left = false;
        crew.eachCrowded(busy -> {
            if (busy.workload().isSoonDone(now)) {
                left = true;
            } else {
                allButTheFirst(busy);
            }
        });
        return left;
    }

    /** Frees all that waits behind a task that takes longer than it should. */
    void fromTheOverdue(long now) {
        crew.eachCrowded(worker -> {
            if (worker.workload().isOverdue(now)) {
                allButTheFirst(worker);
            }
        });
    }

    private void allButTheFirst(WorkerHandle busy) {
        List<PendingTask<?>> tasks = busy.workload().sentTasks();
        for (int i = tasks.size() - 1; i > 0; i--) {
            toQueue(busy, tasks.get(i));
        }
    }

    /** Takes back all that is less urgent; returns whether there was any. */
    boolean forUrgent(PendingTask<?> urgent) {
        boolean any = false;
        for (WorkerHandle worker : crew.workers()) {
            any |= worker.workload().hasLessUrgentThan(urgent) && lessUrgent(worker, urgent);
        }
        return any;
    }

    /** Takes back all from one worker that is less urgent; returns whether there was any. */
    boolean lessUrgent(WorkerHandle worker, PendingTask<?> urgent) {
        boolean any = false;
        for (PendingTask<?> task : worker.workload().sentTasks()) {
            if (task.options().priority() < urgent.options().priority()) {
                any |= toQueue(worker, task);
            }
        }
        return any;
    }

    /** Takes back all that a leaving worker has not begun. */
    void fromLeaver(WorkerHandle worker) {
        for (PendingTask<?> task : worker.workload().sentTasks()) {
            toQueue(worker, task);
        }
    }

    private boolean toQueue(WorkerHandle worker, PendingTask<?> task) {
        if (!revoke(worker, task)) {
            return false;
        }
        queue.putBack(task);
        release(worker);
        return true;
    }

    // -- Out of the pool --

    /** Returns whether a task is out of the pool now: not if a worker has begun it, or has been done with it before. */
    boolean withdraw(PendingTask<?> task) {
        boolean withdrawn = switch (task.where().place()) {
            case NEW -> true;
            case QUEUED -> {
                queue.remove(task); // If an error has kept it out of the queue, it is withdrawn all the same.
                yield true;
            }
            case SENT -> withdrawSent(task);
            case AWAY, READING, ENDED -> false;
        };
        if (withdrawn) {
            task.where().markEnded();
        }
        return withdrawn;
    }

    private boolean withdrawSent(PendingTask<?> task) {
        Sending sending = task.where().sending();
        WorkerHandle worker = sending == null ? null : crew.handleOf(sending.worker());
        if (worker == null || !revoke(worker, task)) {
            return false;
        }
        release(worker);
        return true;
    }

    /** Withdraws every task that no worker has begun and that meets a condition; returns them. */
    List<PendingTask<?>> withdrawAll(Predicate<PendingTask<?>> condition) {
        List<PendingTask<?>> withdrawn = queue.removeIf(condition);
        for (WorkerHandle worker : List.copyOf(crew.workers())) {
            for (PendingTask<?> task : worker.workload().sentTasks()) {
                if (condition.test(task) && revoke(worker, task)) {
                    withdrawn.add(task);
                    release(worker);
                }
            }
        }
        withdrawn.forEach(task -> task.where().markEnded());
        return withdrawn;
    }

    // -- Parts of one --

    /** Takes those elements of a running chunk away that have not begun; returns how many have, or -1 if it can't be cut. */
    int cut(PendingTask<?> task, int least) {
        Sending sending = task.where().sending();
        if (sending == null || task.where().place() != Place.SENT) {
            return -1;
        }
        int begun = crew.handleOf(sending.worker()).workload().cut(task, sending, least);
        if (begun >= 0) {
            task.markCut(begun);
        }
        return begun;
    }

    // -- Steps --

    private boolean revoke(WorkerHandle worker, PendingTask<?> task) {
        if (!worker.workload().revoke(task)) {
            return false;
        }
        if (worker.workload().hasUnflushed()) {
            // The answer that would have sent the rest on may have been that of the task we have just taken back.
            worker.workload().markFlushed();
            pool.lock().afterwards(worker.link().flushing());
        }
        return true;
    }

    /** A worker has a task less, and may have none. */
    void release(WorkerHandle worker) {
        worker.markIdleIfDone(pool.now());
        crew.onAnswered(worker); // Also one that is only waiting to leave.
    }
}
