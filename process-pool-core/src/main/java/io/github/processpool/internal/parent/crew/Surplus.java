package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;

/**
 * The workers that a pool can do without: when the {@link Crew} is asked to shrink, finds those that have been idle for too long,
 * and their successors, and has the {@link Dismissal} let them go. It looks at nobody who has tasks.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Surplus {

    private final PoolContext pool;
    private final Roster roster;
    private final Dismissal dismissal;

    Surplus(PoolContext pool, Roster roster, Dismissal dismissal) {
        this.pool = pool;
        this.roster = roster;
        this.dismissal = dismissal;
    }

    /** Ends workers above the minimum that have been idle for too long. */
    void dismiss(int minWorkers, long now) {
        int active = roster.headcount().active();
        long longest = pool.settings().sizing().idleTimeout().toNanos();
        for (WorkerHandle worker : roster.vacancies().idleLongestFirst()) {
            if (!worker.isIdle() || now - worker.idleSince() < longest) {
                continue;
            }
            if (active > minWorkers) {
                active--;
                dismissal.dismiss(worker, ExitReason.IDLE);
                dismissSuccessorOf(worker);
            } else if (worker.due() == null) {
                dismissSuccessorOf(worker); // It was started for tasks that have not come.
            }
        }
    }

    /** Nobody has to take over from a worker that is not needed any more. */
    private void dismissSuccessorOf(WorkerHandle worker) {
        WorkerHandle successor = worker.standing().successor();
        if (successor != null) {
            dismissSuccessorOf(successor);
            worker.standing().succeedWith(null);
            dismissal.dismiss(successor, ExitReason.IDLE);
        }
    }
}
