package io.github.processpool.guide;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.WorkerCrashedException;
import java.util.concurrent.ExecutionException;

/** As an application may have it: says what has become of an invoice. */
final class Invoices {

    /** What has become of it. */
    enum Status {
        RENDERED,
        CRASHED,
        TOO_SLOW
    }

    private final TaskSubmitter pool;

    Invoices(ProcessPoolExecutor pool) {
        this.pool = pool.with(TaskOptions.builder().name("render").build());
    }

    Status render(int number) throws InterruptedException {
        try {
            pool.submit(() -> "invoice " + number).get();
            return Status.RENDERED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerCrashedException) {
                return Status.CRASHED;
            } else if (e.getCause() instanceof TaskTimeoutException) {
                return Status.TOO_SLOW;
            }
            throw new IllegalStateException(e);
        }
    }
}
