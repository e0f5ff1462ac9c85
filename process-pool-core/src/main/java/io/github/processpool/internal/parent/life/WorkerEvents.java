package io.github.processpool.internal.parent.life;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.parent.process.Obituary;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Inspected;
import io.github.processpool.internal.wire.message.Message.Result;

/** What the thread of a worker has to say: to its pool. All methods are called on that thread, without the lock. */
public interface WorkerEvents {

    /** The worker may be given tasks. */
    void onReady(WorkerHandle worker);

    /** The worker has warmed up and may be given tasks again. */
    void onWarm(WorkerHandle worker);

    /** The worker did not become ready, or not again; its process is gone. */
    void onStartFailed(WorkerHandle worker, WorkerStartException failure);

    /** The worker that was ready is gone, with everything it had started. */
    void onEnded(WorkerHandle worker, Obituary obituary);

    /** A task has begun, which somebody wanted to know. */
    void onBegan(WorkerHandle worker);

    /** All answers that came together have been dealt with. */
    void onBatchEnd(WorkerHandle worker);

    /** The worker has written down what it does, before it interrupts a task. */
    void onThreadDump(WorkerHandle worker, long ticket, String dump);

    /** The worker has answered a question about its process, possibly before it is ready. */
    void onInspected(WorkerHandle worker, Inspected answer);

    /** A task has returned; says whether the worker was waited for to say so. */
    boolean onResult(WorkerHandle worker, WorkerSession session, Result result);

    /** A task did not return; says whether the worker was waited for to say so. */
    boolean onFailure(WorkerHandle worker, WorkerSession session, Failure failure);

    /** Names the first task that the worker runs and whose ticket is higher; empty if it runs none. */
    String runningTask(WorkerHandle worker, long afterTicket);

    /** Names the task that was sent with a ticket and has not been answered. */
    LogOrigin sentTask(WorkerHandle worker, long ticket);
}
