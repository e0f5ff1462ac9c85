package io.github.processpool.benchmarks.soak;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessPoolExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Has all workers of the pool replaced, and checks that what was promised for that is kept in time.
 *
 * <p><b>Thread safety:</b> belongs to the soak's main thread.
 */
final class Recycling {

    /** A busy worker leaves after its task; none takes longer than some seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Request(CompletableFuture<Void> done, long sinceNanos) {}

    private final ProcessPoolExecutor pool;
    private final Violations violations;
    private final List<Request> open = new ArrayList<>();

    Recycling(ProcessPoolExecutor pool, Violations violations) {
        this.pool = pool;
        this.violations = violations;
    }

    void request() {
        open.add(new Request(pool.recycleWorkers(), System.nanoTime()));
    }

    /** Whether no request is open any more; one that is open for too long is a violation, and forgotten. */
    boolean isDone() {
        check(false);
        return open.isEmpty();
    }

    /** After the pool has been closed: nothing may be open. */
    void endWithPool() {
        check(true);
        for (Request request : open) {
            violations.add("recycleWorkers() is not done after close: " + request.done(), null);
        }
    }

    private void check(boolean poolHasEnded) {
        for (Iterator<Request> all = open.iterator(); all.hasNext(); ) {
            Request request = all.next();
            if (request.done().isDone()) {
                all.remove();
                judge(request.done(), poolHasEnded);
            } else if (System.nanoTime() - request.sinceNanos() > PATIENCE.toNanos()) {
                all.remove();
                violations.add("recycleWorkers() has not ended within " + PATIENCE + ": " + pool.snapshot(), null);
            }
        }
    }

    private void judge(CompletableFuture<Void> done, boolean poolHasEnded) {
        try {
            done.join();
        } catch (CompletionException | CancellationException e) {
            if (!poolHasEnded || !(e.getCause() instanceof PoolShutdownException)) {
                violations.add("recycleWorkers() failed", e);
            }
        }
    }
}
