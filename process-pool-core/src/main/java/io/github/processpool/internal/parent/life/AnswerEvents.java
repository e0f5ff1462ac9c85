package io.github.processpool.internal.parent.life;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.log.LogOrigin;
import io.github.processpool.internal.wire.message.Message.Failure;
import io.github.processpool.internal.wire.message.Message.Result;
import java.util.List;

/**
 * All that a worker says about tasks, told by its {@link ReplyReader} to the one who knows them, and what its output and log want
 * to know of them. The turns of its life are {@link WorkerEvents}.
 *
 * <p><b>Thread safety:</b> called on the worker's thread without the lock; {@link #runningTask} by the threads that read output.
 */
public interface AnswerEvents {

    /** Tasks have returned, whose results came together; says whether the worker was waited for to say so, each time. */
    boolean onResults(WorkerHandle worker, WorkerSession session, List<Result> results);

    /** A task did not return; says whether the worker was waited for to say so. */
    boolean onFailure(WorkerHandle worker, WorkerSession session, Failure failure);

    /** A task has begun, which somebody wanted to know. */
    void onBegan(WorkerHandle worker);

    /** All answers that came together have been dealt with. */
    void onBatchEnd(WorkerHandle worker);

    /** The worker has written down what it does, before it interrupts a task. */
    void onThreadDump(WorkerHandle worker, long ticket, String dump);

    /** Names the first task that the worker runs and whose ticket is higher. */
    LogOrigin runningTask(WorkerHandle worker, long afterTicket);

    /** Names the task that was sent with a ticket and has not been answered. */
    LogOrigin sentTask(WorkerHandle worker, long ticket);
}
