package io.github.processpool.internal.parent.crew;

import io.github.processpool.internal.parent.pool.PoolLock;

/**
 * The places of one worker in the lines of the {@link Vacancies}: among those that may take a task, and among those with tasks that
 * wait behind others.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}.
 *
 * @param vacancy in the line of those with as many tasks, or in none
 * @param crowd in the line of those with more than one task, or in none
 */
record WorkerPlaces(WorkerLine.Place vacancy, WorkerLine.Place crowd) {

    WorkerPlaces(WorkerHandle worker) {
        this(new WorkerLine.Place(worker), new WorkerLine.Place(worker));
    }
}
