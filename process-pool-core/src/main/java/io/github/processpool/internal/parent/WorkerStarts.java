package io.github.processpool.internal.parent;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.life.WorkerEnvironment;
import io.github.processpool.internal.parent.life.WorkerLife;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;

/**
 * Gives each worker that the {@link Crew} wants a thread, on which its {@link WorkerLife} starts the process and stays with it. It
 * does not wait for it.
 *
 * <p><b>Thread safety:</b> any thread, without the pool's lock.
 */
final class WorkerStarts {

    private final ThreadFactory threads;
    private final WorkerEnvironment environment;

    WorkerStarts(ThreadFactory threads, WorkerEnvironment environment) {
        this.threads = threads;
        this.environment = environment;
    }

    void start(WorkerHandle worker) {
        try {
            Thread thread = threads.newThread(new WorkerLife(worker, environment));
            worker.link().livesOn(thread);
            thread.start();
        } catch (RuntimeException | Error e) {
            WorkerStartException failure = new WorkerStartException(
                    "No thread for a worker can be created: " + e, List.of(), OptionalInt.empty(), List.of(), e);
            environment.audience().watch().onStartFailed(failure);
            environment.audience().lives().onStartFailed(worker, failure);
            environment.audience().watch().onGone(OptionalInt.empty());
        }
    }
}
