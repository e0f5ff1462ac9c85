package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;

/**
 * Says who takes over from whom: hears that a worker has few tasks left, is to be replaced, or is gone, has {@link Hiring} find
 * a successor, and lets the old worker go when that one stands by and the old one's tasks are done.
 *
 * <pre>{@code
 * in service -> succeeded   startInTime, replace: a successor is being started, or was a spare worker
 *               succeeded -> replaced   the successor stands by, and the worker is due: no new task
 *               succeeded, replaced -> in service   the successor has died
 *               succeeded, replaced -> leaving      used up: the successor takes over
 * }</pre>
 *
 * <p>It does not decide who is to be replaced: that is {@link Recycling}, or the number of tasks that a worker may run.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 */
final class Succession {

    private final PoolContext pool;
    private final Roster roster;
    private final Hiring hiring;
    private final WarmUps warmUps;
    private final Dismissal dismissal;
    private final LeadTime leadTime;

    Succession(
            PoolContext pool, Roster roster, Hiring hiring, WarmUps warmUps, Dismissal dismissal, LeadTime leadTime) {
        this.pool = pool;
        this.roster = roster;
        this.hiring = hiring;
        this.warmUps = warmUps;
        this.dismissal = dismissal;
        this.leadTime = leadTime;
    }

    /** A worker was given a task: its successor is started so early that it is ready when the last task is done. */
    void startInTime(WorkerHandle worker) {
        boolean unlimited = pool.settings().sizing().maxTasksPerWorker() == Integer.MAX_VALUE;
        if (unlimited || !hiring.isOpen() || worker.standing().successor() != null) {
            return;
        }
        if (worker.remaining() <= leadTime.tasks() && !worker.life().isLeaving()) {
            hiring.findSuccessor(worker);
        }
    }

    /** Prepares the replacement of a worker that is due; it leaves when that is ready and its task is done. */
    void replace(WorkerHandle worker) {
        if (hiring.isOpen() && worker.isActive()) {
            if (worker.standing().successor() == null) {
                hiring.findSuccessor(worker);
            }
            handOverIfUsedUp(worker);
        }
    }

    /** A worker stands by: who waits for that leaves; returns whether somebody does. */
    boolean onStandby(WorkerHandle worker) {
        WorkerHandle predecessor = worker.standing().predecessor();
        return predecessor != null && handOverIfUsedUp(predecessor);
    }

    /** A worker that has used up its tasks, or is due, leaves when its replacement is there; returns whether it is used up. */
    boolean handOverIfUsedUp(WorkerHandle worker) {
        if (!worker.isUsedUp()) {
            return false;
        }
        WorkerHandle successor = worker.standing().successor();
        if (successor == null || successor.state() == WorkerState.STANDBY) {
            ExitReason due = worker.due();
            dismissal.dismiss(worker, due == null ? ExitReason.RECYCLED : due);
            promoteSuccessorOf(worker, worker.idleSince());
        }
        return true;
    }

    /** A worker is gone, and is not on the roster any more. */
    void onEnded(WorkerHandle worker) {
        promoteSuccessorOf(worker, pool.now());
        WorkerHandle predecessor = worker.standing().predecessor();
        if (predecessor != null) {
            predecessor.standing().succeedWith(null);
            findAnother(predecessor);
            roster.vacancies().update(predecessor); // It may take tasks again.
        }
    }

    private void promoteSuccessorOf(WorkerHandle worker, long idleSince) {
        WorkerHandle successor = worker.standing().successor();
        if (successor != null) {
            worker.standing().succeedWith(null);
            roster.enlist(successor, idleSince);
        }
    }

    /** Its successor has died: a worker that did not warm up because it was about to be replaced does so now. */
    private void findAnother(WorkerHandle worker) {
        if (hiring.isOpen() && warmUps.beginIfDue(worker)) {
            return;
        }
        if (worker.isUsedUp() && worker.isActive()) {
            if (hiring.isOpen()) {
                hiring.findSuccessor(worker);
            }
            handOverIfUsedUp(worker);
        }
    }
}
