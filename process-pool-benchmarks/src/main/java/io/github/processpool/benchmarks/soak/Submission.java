package io.github.processpool.benchmarks.soak;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.TaskSubmitter;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A plan that was handed to the pool, its future, and what the parent has done to it.
 *
 * <p><b>Thread safety:</b> belongs to the soak's main thread; only the count of callbacks is touched by others.
 */
final class Submission {

    /** What a future is given when the parent completes it. */
    static final SoakTask.Result FROM_OUTSIDE = new SoakTask.Result(-1, null);

    /** Bytes; alone they fit into a worker's heap, and not once more while they are read. */
    private static final int TOO_LARGE = 70 << 20;

    private final Plan plan;
    private final ProcessFuture<SoakTask.Result> future;
    /** Before the pool had the task: its clocks may begin any time after that. */
    private final long submittedNanos;

    private final CompletableFuture<SoakTask.Result> callback;
    private final AtomicInteger callbacks = new AtomicInteger();
    private @Nullable Future<?> waiter;
    private boolean hasInterfered;
    private boolean wonByInterference;

    Submission(Plan plan, long submittedNanos, ProcessFuture<SoakTask.Result> future) {
        this.plan = plan;
        this.submittedNanos = submittedNanos;
        this.future = future;
        this.callback = future.whenComplete((result, failure) -> callbacks.incrementAndGet());
    }

    static Submission submit(ProcessPoolExecutor pool, Plan plan) {
        TaskSubmitter submitter = pool.with(plan.options());
        SoakTask task = plan.task();
        return new Submission(
                plan,
                System.nanoTime(),
                switch (task.kind()) {
                    case ECHO -> submitter.submit(SoakTask::echo, task, Payloads.bytes(task.number(), task.size()));
                    case TOO_LARGE -> submitter.submit(SoakTask::echo, task, new byte[TOO_LARGE]);
                    default -> submitter.submit(task);
                });
    }

    /** Has a thread wait for the future in {@code get()}, because such a thread takes part in the pool's work. */
    void awaitOn(ExecutorService waiters) {
        waiter = waiters.submit(() -> {
            try {
                future.get();
            } catch (ExecutionException | CancellationException e) {
                // That is for the judge.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Does what is planned when its time has come; remembers whether that ended the future. */
    void interfereIfDue() {
        if (hasInterfered || age().compareTo(plan.delay()) < 0) {
            return;
        }
        hasInterfered = true;
        wonByInterference = switch (plan.interference()) {
            case NONE -> false;
            case CANCEL -> !future.isDone() && future.cancel(false);
            case CANCEL_WITH_INTERRUPT -> !future.isDone() && future.cancel(true);
            case COMPLETE -> future.complete(FROM_OUTSIDE);
        };
    }

    Plan plan() {
        return plan;
    }

    ProcessFuture<SoakTask.Result> future() {
        return future;
    }

    /** Whether the parent ended the future, before anything else could. */
    boolean isWonByInterference() {
        return wonByInterference;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - submittedNanos);
    }

    /** Whether nothing of a task is still going on: no process works on it, its callback ran, its waiter is released. */
    boolean isSettled() {
        return future.stopped().isDone()
                && callback.isDone()
                && callbacks.get() == 1
                && (waiter == null || waiter.isDone());
    }

    @Override
    public String toString() {
        return plan.task() + ", " + plan.limits() + ", " + plan.interference() + " (won: " + wonByInterference
                + ") after " + plan.delay().toMillis() + " ms, submitted " + age().toMillis() + " ms ago, "
                + future.taskState() + ", pid "
                + future.workerPid() + ", " + future.timings() + ", stopped: "
                + future.stopped().isDone()
                + ", callbacks: " + callbacks;
    }
}
