package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.Recycling;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Admission;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;

/**
 * All that a worker's coming and going means for the other parts of the pool, in the order in which they have to hear of it: the
 * crew first, the tasks that wait last. Told by the {@link Supervision}, in two steps: between them the {@link StartBreaker} learns
 * of it, which decides whether the second step may start workers.
 *
 * <p><b>Thread safety:</b> everything needs the {@link PoolLock}.
 */
public final class CrewChanges {

    private final PoolContext pool;
    private final Crew crew;
    private final Dispatcher dispatcher;
    private final Admission admission;
    private final Recycling recycling;
    private final Inspections inspections;

    /** Tells these, all of one pool. */
    public CrewChanges(
            PoolContext pool,
            Crew crew,
            Dispatcher dispatcher,
            Admission admission,
            Recycling recycling,
            Inspections inspections) {
        this.pool = pool;
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.admission = admission;
        this.recycling = recycling;
        this.inspections = inspections;
    }

    /** The turn of a worker's start has come; says whether it is to start. */
    boolean onTurn(WorkerHandle worker) {
        return crew.onTurn(worker);
    }

    /** A worker has become ready; says whether it may be given tasks. {@link #welcome} has to follow. */
    boolean onReady(WorkerHandle worker, long now) {
        return crew.onReady(worker, now);
    }

    /** A worker that came may make another one leave, and gets the first task. */
    void welcome() {
        recycling.proceed();
        admission.announceBeginnings();
        dispatcher.dispatch();
    }

    /** A worker is gone. {@link #fillUp} has to follow. */
    void onGone(WorkerHandle worker) {
        crew.onEnded(worker);
        dispatcher.forget(worker);
        recycling.onEnded(worker);
        inspections.onEnded(worker);
    }

    /** The tasks of a worker that is gone go to others, for which new ones may have to be started. */
    void fillUp() {
        dispatcher.dispatch();
        pool.lock().signalChange();
    }
}
