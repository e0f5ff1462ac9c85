package io.github.processpool.internal.archive;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerInitializer;
import java.util.concurrent.ExecutionException;

/**
 * What the worker does that makes an archive for plain workers. It is a class of its own, without a logger, because lambdas bring
 * the class that they stand in, and that worker may have no other library than this one. Stateless.
 */
public final class Rehearsal {

    private Rehearsal() {}

    /** An initializer that does nothing. */
    public static WorkerInitializer initializer() {
        return context -> {};
    }

    /** One task with a result. */
    static void play(ProcessPoolExecutor pool) throws InterruptedException, ExecutionException {
        pool.submit(Rehearsal::task).get();
    }

    private static int task() {
        return 1;
    }
}
