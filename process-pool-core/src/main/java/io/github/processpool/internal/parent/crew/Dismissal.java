package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.wire.message.Message.Stop;
import java.util.List;

/**
 * Lets workers go for good: told by the {@link Crew} and the {@link Succession} who has to leave, and tells it to the worker: at
 * once if it has no task, after its tasks otherwise.
 *
 * <p>It takes nobody off the {@link Roster}: a worker is there until its process is gone.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Dismissal {

    private final PoolContext pool;
    private final Roster roster;

    Dismissal(PoolContext pool, Roster roster) {
        this.pool = pool;
        this.roster = roster;
    }

    /** A worker takes no new task, and ends when it has none. */
    void dismiss(WorkerHandle worker, ExitReason reason) {
        // One that warms up has started: it stops what it has started, and is killed only if that takes too long.
        if (worker.life() == Life.WAITING || worker.life() == Life.STARTING) {
            pool.lock().afterwards(() -> worker.link().kill(reason)); // Before it is marked: then it will be killed.
            worker.retire(reason);
        } else if (worker.retire(reason)) {
            if (worker.workload().isEmpty()) {
                letGo(worker);
            }
        }
    }

    /** Tells a worker that has finished its tasks to end, once, and kills it if it does not. */
    void letGo(WorkerHandle worker) {
        if (worker.life() == Life.RETIRING) {
            WorkerLink link = worker.link();
            Stop stop = new Stop();
            pool.lock().afterwards(link.flushing());
            // Before it is marked, so that it ends even if it could not be told to.
            pool.timer().after(pool.settings().clocks().stop().toNanos(), () -> link.kill(ExitReason.SHUTDOWN));
            worker.stop();
            link.post(stop);
        }
    }

    /** From time to time: those that have finished their tasks, and were not told to end because of an error, are told. */
    void letGoOfLeavers() {
        for (WorkerHandle worker : roster.workers()) {
            if (worker.life() == Life.RETIRING && worker.workload().isEmpty()) {
                letGo(worker);
            }
        }
    }

    /** Ends the workers whose slots are gone. */
    void dismissBeyond(int slots) {
        List.copyOf(roster.workers()).forEach(worker -> dismissIfBeyond(worker, slots));
    }

    /** Ends a worker if its slot is gone. */
    void dismissIfBeyond(WorkerHandle worker, int slots) {
        if (worker.standing().slot() >= slots) {
            dismiss(worker, ExitReason.RESIZED);
        }
    }

    void dismissAll(ExitReason reason) {
        for (WorkerHandle worker : List.copyOf(roster.workers())) {
            dismiss(worker, reason);
        }
    }
}
