package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.process.WorkerLink;
import java.util.function.BiConsumer;

/**
 * The diagnostic context of everything that is logged here for one worker, be it printed or logged there.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class WorkerMdc {

    static final String THREAD = "processPoolThread";

    private static final String POOL = "processPool";
    private static final String WORKER = "processPoolWorker";
    private static final String PID = "processPoolPid";
    private static final String TASK = "processPoolTask";

    private final String poolName;
    private final WorkerLink worker;

    WorkerMdc(String poolName, WorkerLink worker) {
        this.poolName = poolName;
        this.worker = worker;
    }

    /** Puts all that is the same for a task; words for no task are empty. */
    void fill(BiConsumer<String, String> target, String task) {
        target.accept(POOL, poolName);
        target.accept(WORKER, String.valueOf(worker.slot()));
        target.accept(PID, String.valueOf(worker.pid()));
        target.accept(TASK, task);
    }
}
