package io.github.processpool.internal.parent.life;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.process.Obituary;

/**
 * The turns in the life of a worker, told by its {@link WorkerLife} to the pool. The ends of tasks are {@link AnswerEvents}.
 *
 * <p><b>Thread safety:</b> all methods are called on the worker's thread, without the lock.
 */
public interface WorkerEvents {

    /** The worker's start has to wait for its turn. */
    void onTurnAwaited(WorkerHandle worker);

    /** The worker has waited for its turn, which is there; says whether it is to start. */
    boolean onTurn(WorkerHandle worker);

    /** The worker is not started: it was told to go while it waited for its turn, or was refused it. There was no process. */
    void onGivenUp(WorkerHandle worker);

    /** The worker may be given tasks. */
    void onReady(WorkerHandle worker);

    /** The worker has warmed up and may be given tasks again. */
    void onWarm(WorkerHandle worker);

    /** The worker did not become ready, or not again; its process is gone. */
    void onStartFailed(WorkerHandle worker, WorkerStartException failure);

    /** The worker that was ready is gone, with everything it had started. */
    void onEnded(WorkerHandle worker, Obituary obituary);
}
