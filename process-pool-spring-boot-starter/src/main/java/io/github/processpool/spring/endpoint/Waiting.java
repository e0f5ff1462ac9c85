package io.github.processpool.spring.endpoint;

import io.github.processpool.PoolBrokenException;
import io.github.processpool.WorkerInspectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a pool was asked for by the {@link ProcessPoolsEndpoint}, and puts into words why it did not come. Stateless. */
final class Waiting {

    /** The pool gives up sooner than this. */
    private static final long DUMP_PATIENCE_SECONDS = 20;

    private Waiting() {}

    static String forDump(String pool, long pid, CompletableFuture<String> dump) {
        try {
            return dump.get(DUMP_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new WorkerInspectionException("Worker " + pid + " has not answered in time", e);
        } catch (ExecutionException | InterruptedException e) {
            throw failure(pool, e);
        }
    }

    /** What can't even begin says so at once. */
    static void checkBegun(String pool, Future<?> begun) {
        if (begun.isDone()) {
            try {
                begun.get();
            } catch (ExecutionException | InterruptedException e) {
                throw failure(pool, e);
            }
        }
    }

    static RuntimeException failure(String pool, Exception problem) {
        if (problem instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new WorkerInspectionException("Interrupted while waiting for a worker of '" + pool + "'", problem);
        }
        Throwable cause = problem.getCause();
        if (cause instanceof PoolBrokenException) {
            // Its own words have the command in them, which may hold secrets.
            return new WorkerInspectionException(
                    "Process pool '" + pool + "' is broken: no worker can be started; the log says why", null);
        }
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
