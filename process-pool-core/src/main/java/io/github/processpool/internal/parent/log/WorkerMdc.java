package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.process.WorkerLink;
import java.util.Map;
import java.util.Set;
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

    /** In front of what a worker has in its context: the keys of this JVM may choose files and tenants. */
    private static final String PREFIX = "worker.";
    /** Keys of traces, which go on in a worker under their own names. */
    private static final Set<String> OF_TRACES = Set.of("traceId", "spanId", "trace_id", "span_id", "trace_flags");

    private static final int LONGEST_ID = 64;

    private final String poolName;
    private final WorkerLink worker;

    WorkerMdc(String poolName, WorkerLink worker) {
        this.poolName = poolName;
        this.worker = worker;
    }

    /** Puts what the worker has in its own context: under a prefix, but for the numbers of a trace. */
    static void fillOwn(BiConsumer<String, String> target, Map<String, String> own) {
        own.forEach((key, value) -> target.accept(OF_TRACES.contains(key) && isId(value) ? key : PREFIX + key, value));
    }

    private static boolean isId(String value) {
        return value.length() <= LONGEST_ID && value.chars().allMatch(character -> Character.digit(character, 16) >= 0);
    }

    /** Puts all that is the same for a task. */
    void fill(BiConsumer<String, String> target, LogOrigin task) {
        target.accept(POOL, poolName);
        target.accept(WORKER, String.valueOf(worker.slot()));
        target.accept(PID, String.valueOf(worker.pid()));
        target.accept(TASK, task.words());
        task.context().forEach(target);
    }
}
