package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import java.util.List;

/**
 * Has the workers of a pool warm up once somebody has asked for that: idle ones at once, busy ones after their tasks, new ones
 * at their start. A worker that warms up is as good as one that starts: it is given the same time, and its failure is a failed
 * start.
 *
 * <p>It hears of no ends: the {@link Crew} learns that a worker is ready again. How one worker fares is kept in its
 * {@link WarmUp}.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class WarmUps {

    private final PoolContext pool;
    private final Roster roster;
    /** Set when workers have to be warm from now on. */
    private boolean wanted;

    WarmUps(PoolContext pool, Roster roster) {
        this.pool = pool;
        this.roster = roster;
    }

    /** Returns whether workers that are started now warm up at their start. */
    boolean areWanted() {
        return wanted;
    }

    /** From now on no worker takes a task before it has warmed up. */
    void want() {
        if (wanted) {
            return; // Two callers may both have been the first.
        }
        wanted = true;
        for (WorkerHandle worker : List.copyOf(roster.workers())) {
            worker.requireWarmUp();
            if (!worker.isUsedUp()) {
                beginIfDue(worker);
            }
        }
    }

    /** Has a worker warm up if it has to and may; returns whether it begins now. */
    boolean beginIfDue(WorkerHandle worker) {
        if (!worker.canWarmUp()) {
            return false;
        }
        // Before it begins, so that it is asked if it has begun, and is not waited for without end.
        pool.lock().afterwards(() -> askIfUnderWay(worker));
        pool.timer().after(pool.settings().clocks().start().toNanos(), () -> giveUp(worker));
        roster.vacancies().leave(worker);
        worker.beginWarmUp(pool.now());
        return true;
    }

    private static void askIfUnderWay(WorkerHandle worker) {
        if (worker.warmUp().isUnderWay()) {
            WarmUp.ask(worker.link());
        }
    }

    private void giveUp(WorkerHandle worker) {
        try (var held = pool.lock().hold()) {
            WarmUp warmUp = worker.warmUp();
            if (warmUp.isUnderWay() && !warmUp.hasFailed() && !worker.life().isLeaving()) {
                pool.lock().afterwards(() -> worker.link().kill(ExitReason.START_FAILED));
                worker.retire(ExitReason.START_FAILED);
            }
        }
    }
}
