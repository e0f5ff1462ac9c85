package io.github.processpool.internal.parent.crew;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerState;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import org.jspecify.annotations.Nullable;

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

    /** Each of them has memory, though it does nothing yet. */
    private static final int MOST_AHEAD = 2;

    private final PoolContext pool;
    private final Roster roster;
    private final Hiring hiring;
    private final WarmUps warmUps;
    private final Dismissal dismissal;
    private final LeadTime leadTime;
    private final int processors = Runtime.getRuntime().availableProcessors();

    Succession(
            PoolContext pool, Roster roster, Hiring hiring, WarmUps warmUps, Dismissal dismissal, LeadTime leadTime) {
        this.pool = pool;
        this.roster = roster;
        this.hiring = hiring;
        this.warmUps = warmUps;
        this.dismissal = dismissal;
        this.leadTime = leadTime;
    }

    /**
     * A worker was given a task: its successor is started so early that it is ready when the last task is done. Where that one's
     * tasks would be done before a further one is ready, that one is started as well, and takes over from it.
     */
    void startInTime(WorkerHandle worker) {
        boolean unlimited = pool.settings().sizing().maxTasksPerWorker() == Integer.MAX_VALUE;
        if (unlimited || !hiring.isOpen() || worker.life().isLeaving()) {
            return;
        }
        if (worker.remaining() <= leadTime.tasks() && successorOf(worker) != null) {
            startFurther(worker);
        }
    }

    /** Successors of successors, until they have as many tasks to run as would be run while another worker starts. */
    private void startFurther(WorkerHandle worker) {
        int most = mostAhead(processors, hiring.maxWorkers());
        WorkerHandle last = worker.standing().successor();
        long tasks = worker.remaining();
        for (int ahead = 1; last != null && ahead < most; ahead++) {
            tasks += last.remaining();
            last = tasks < leadTime.tasks() ? successorOf(last) : null;
        }
    }

    /** Returns it if there is one, or can be. */
    private @Nullable WorkerHandle successorOf(WorkerHandle worker) {
        if (worker.standing().successor() == null) {
            hiring.findSuccessor(worker);
        }
        return worker.standing().successor();
    }

    /** Returns how many may be ready or starting behind one worker: two where there are processors for so many starts at once. */
    static int mostAhead(int processors, int workers) {
        return processors / workers >= MOST_AHEAD ? MOST_AHEAD : 1;
    }

    /** Prepares the replacement of a worker that is due; it leaves when that is ready and its task is done. */
    void replace(WorkerHandle worker) {
        if (hiring.isOpen() && worker.isActive() && worker.standing().successor() == null) {
            hiring.findSuccessor(worker);
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
        WorkerHandle predecessor = worker.standing().predecessor();
        if (predecessor == null) {
            promoteSuccessorOf(worker, pool.now());
            return;
        }
        WorkerHandle next = worker.standing().successor();
        worker.standing().succeedWith(null);
        predecessor.standing().succeedWith(next);
        if (next == null) {
            findAnother(predecessor);
        } else {
            handOverIfUsedUp(predecessor);
        }
        roster.vacancies().update(predecessor); // It may take tasks again.
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
