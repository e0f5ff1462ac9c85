package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessFuture;
import io.github.processpool.WorkerCrashedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the futures of one {@link Round}, and collects what was wrong with it. A task may end with its value, be lost
 * with a worker that was harmed, or be cancelled if the round did that.
 *
 * <p><b>Thread safety:</b> belongs to the thread of the round.
 */
final class Endings {

    private static final long PATIENCE_SECONDS = 60;

    private final LongPredicate wasHarmed;
    private final List<String> problems = new ArrayList<>();

    /**
     * @param wasHarmed whether the soak has killed or stopped the worker with this pid
     */
    Endings(LongPredicate wasHarmed) {
        this.wasHarmed = wasHarmed;
    }

    /** The value of a task that has ended well, after nothing of it is going on any more; empty if it was lost. */
    <T> Optional<T> await(ProcessFuture<T> future, boolean isCancelled) throws InterruptedException {
        try {
            T value = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            future.stopped().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return Optional.of(value);
        } catch (CancellationException e) {
            require(isCancelled, future.name() + " is cancelled, and nobody did that");
        } catch (ExecutionException e) {
            require(isForgiven(e.getCause()), future.name() + " failed with " + e.getCause());
        } catch (TimeoutException e) {
            problem(future.name() + " has not ended and stopped within " + PATIENCE_SECONDS + " s: "
                    + future.taskState() + ", pid " + future.workerPid() + ", " + future.timings());
        }
        awaitStopped(future);
        return Optional.empty();
    }

    private void awaitStopped(ProcessFuture<?> future) throws InterruptedException {
        try {
            future.stopped().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            problem(future.name() + " has ended, but stopped() has not: " + e);
        }
    }

    /** Whether a failure is the soak's own doing. */
    boolean isForgiven(@Nullable Throwable failure) {
        return failure instanceof WorkerCrashedException crash && wasHarmed.test(crash.pid());
    }

    void require(boolean condition, String otherwise) {
        if (!condition) {
            problem(otherwise);
        }
    }

    void problem(String what) {
        problems.add(what);
    }

    List<String> problems() {
        return problems;
    }
}
