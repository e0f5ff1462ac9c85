package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Empties the {@link TaskQueue} into the workers whenever the {@link Dispatcher} says that there may be something to give out: takes
 * the next task, drops it if nobody wants or may have it any more, and lets the {@link Placement} find a worker. When the queue is
 * empty and a worker idle, it has the {@link TakeBack} make work for that one.
 *
 * <p>It hears of no events and finds no worker itself.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
final class GiveOut {

    /** When to look again for tasks that wait behind one that was thought to be short. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** How many tasks are looked at for those that may go to other members: those at the front may all have to stay. */
    private static final int MOST_LOOKS = 1000;

    private final PoolContext pool;
    private final TaskQueue queue;
    private final Quarantine quarantine;
    private final Crew crew;
    private final TakeBack takeBack;
    private final Placement placement;
    /** Whether a look for tasks that wait behind a long one is due already. */
    private boolean lookingAgain;
    /** Null: there are no other members. Set before the pool is used. */
    private @Nullable AwayTasks away;
    /** Null: there are no other members. */
    private @Nullable Recall recall;

    GiveOut(
            PoolContext pool,
            TaskQueue queue,
            Quarantine quarantine,
            Crew crew,
            TakeBack takeBack,
            Placement placement) {
        this.pool = pool;
        this.queue = queue;
        this.quarantine = quarantine;
        this.crew = crew;
        this.takeBack = takeBack;
        this.placement = placement;
    }

    /** Before the pool is used: other members may take what waits. */
    void federate(AwayTasks tasks) {
        away = tasks;
        recall = new Recall(pool, queue, crew, tasks);
    }

    /** Gives out as much as can be given out, and asks for more workers for the rest, of which other members may have some. */
    void all() {
        do {
            while (!queue.isEmpty() && one()) {
                // Until there is no task, or no worker that could take one.
            }
            if (queue.isEmpty() && crew.idleWorker() != null) {
                occupyTheIdle();
            }
        } while (crew.balance(queue.size()) && !queue.isEmpty());
        AwayTasks elsewhere = away;
        if (elsewhere != null) {
            sendAway(elsewhere);
        }
        if (recall != null) {
            recall.consider();
        }
    }

    /** Those that have to stay keep nobody here that waits behind them. */
    private void sendAway(AwayTasks elsewhere) {
        if (queue.free() > 0 && elsewhere.hasRoom()) {
            queue.eachFree(MOST_LOOKS, task -> sendAway(task, elsewhere));
        }
        elsewhere.tell(queue.free(), queue.size() + crew.sentCount(), crew.maxWorkers(), crew.readyCount());
    }

    /** Returns whether there may be room for another one. */
    private boolean sendAway(PendingTask<?> task, AwayTasks elsewhere) {
        if (task.where().place() != Place.QUEUED || drop(task) || elsewhere.send(task)) {
            queue.remove(task);
        }
        return elsewhere.hasRoom();
    }

    /** An idle worker takes over what was sent ahead to one whose task turns out to be long. */
    private void occupyTheIdle() {
        if (takeBack.fromTheBusy()) {
            lookAgainSoon();
        }
        while (!queue.isEmpty() && crew.idleWorker() != null && one()) {
            // Only to idle ones: the others have just lost theirs.
        }
    }

    /** Returns whether there may be more to give out. */
    private boolean one() {
        if (!placement.isPossible()) {
            return false;
        }
        // It leaves the queue when it is somewhere else. One that is there already was kept here by an error.
        PendingTask<?> task = queue.peek();
        if (task == null) {
            return true;
        }
        if (task.where().place() != Place.QUEUED || drop(task) || placement.send(task)) {
            queue.remove(task);
            return true;
        }
        lookAgainSoon(); // No message tells when a worker has passed over what was taken back from it.
        return false;
    }

    private void lookAgainSoon() {
        if (!lookingAgain) {
            pool.timer().after(LOOK_AGAIN_NANOS, () -> {
                try (var held = pool.lock().hold()) {
                    lookingAgain = false;
                    all();
                }
            });
            lookingAgain = true; // Only if it will: the action waits for the lock.
        }
    }

    /** Lets go of a task that is not to be run any more, also when its key was quarantined since; returns whether it is one. */
    boolean drop(PendingTask<?> task) {
        boolean ended = task.hasOutcome();
        if (!ended && !quarantine.holds(task)) {
            return false;
        }
        if (!ended) {
            refuse(task);
        }
        task.where().markEnded();
        pool.lock().signalChange();
        return true;
    }

    /** Fails a task of a quarantined key that is out of the pool. */
    void refuse(PendingTask<?> task) {
        Outcome refusal = Outcome.failure(quarantine.refusal(task, null));
        pool.lock().afterwards(() -> task.finish(refusal));
    }
}
