package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.UnfinishedTasks;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a pool in stages: no new tasks; drain; interrupt; end; kill. Sweeps all {@link UnfinishedTasks}, wherever they are.
 *
 * <p>It releases nothing of what the pool has beside workers and tasks; that is up to the action that follows the end.
 *
 * <p><b>Thread safety:</b> any thread may ask for any stage; the lock is taken here, unless a method says that it needs it.
 */
public final class PoolShutdown {

    private static final long KILL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** How long the end of an interrupted task takes beside its grace period. */
    private static final long END_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final String WORDS = "The process pool was shut down before the end of task ";

    private final PoolContext pool;
    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Crew crew;
    private final UnfinishedTasks unfinished;
    private final TaskStopper stopper;
    private @Nullable Runnable onTerminated;

    /** Ends these, all of one pool. */
    public PoolShutdown(
            PoolContext pool, Dispatcher dispatcher, Crew crew, UnfinishedTasks unfinished, TaskStopper stopper) {
        this.pool = pool;
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.crew = crew;
        this.unfinished = unfinished;
        this.stopper = stopper;
    }

    /** Before the pool is used: an action that follows the end, once and without the lock. */
    public void onTerminated(Runnable action) {
        onTerminated = action;
    }

    /** No new tasks. */
    public void begin() {
        try (var held = lock.hold()) {
            if (pool.status().shutDown()) {
                crew.drain();
                finishIfDrained();
            }
        }
    }

    /** Lets the workers go when there is nothing to do, and terminates when they are gone. */
    public void finishIfDrained() {
        try (var held = lock.hold()) {
            if (pool.status().state() == PoolState.SHUTTING_DOWN && !dispatcher.hasWork()) {
                finish();
            }
        }
    }

    private void finish() {
        crew.close(ExitReason.SHUTDOWN);
        if (crew.isEmpty()) {
            Runnable action = onTerminated;
            if (action != null) {
                lock.afterwards(action); // First: nobody comes here again once it is terminated.
            }
            pool.status().terminate();
        }
    }

    /** Waits for the end; returns false if it does not come in time. */
    public boolean await(long nanos) throws InterruptedException {
        try (var held = lock.hold()) {
            long left = nanos;
            while (pool.status().state() != PoolState.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = lock.awaitChange(left);
            }
            return true;
        }
    }

    /** Cancels all tasks; interrupts those that run and returns those that had not begun. */
    public List<PendingTask<?>> stopNow() {
        begin();
        Remains remains = take();
        cancel(remains.running());
        remains.running().forEach(task -> stopper.abandon(task, true));
        List<PendingTask<?>> notBegun = cancel(remains.notBegun());
        finishIfDrained();
        return notBegun;
    }

    /** All stages within a budget, and a little more for the kill; returns the tasks that are lost by that. */
    public List<ProcessFuture<?>> within(Duration budget) {
        long deadline = pool.now() + budget.toNanos();
        List<ProcessFuture<?>> lost = new ArrayList<>();
        boolean interrupted = false;
        begin();
        try {
            if (await(deadline - reserve(budget) - pool.now())) {
                return lost;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (!budget.isZero()) {
            lost.addAll(interruptAll());
            interrupted |= awaitQuietly(deadline - pool.now());
        }
        lost.addAll(killAll());
        interrupted |= awaitQuietly(KILL_PATIENCE_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return lost;
    }

    /** This much of a budget is kept for tasks that have to be interrupted. */
    private long reserve(Duration budget) {
        long grace = pool.settings().clocks().grace().toNanos();
        return Math.min(budget.toNanos() / 2, Math.min(grace, budget.toNanos()) + END_NANOS);
    }

    /** Interrupts all that runs; returns the tasks that are lost by that, and those that had not begun. */
    private List<PendingTask<?>> interruptAll() {
        Remains remains = take();
        List<PendingTask<?>> lost = cancel(remains.running());
        remains.running().forEach(task -> stopper.abandon(task, true));
        lost.addAll(cancel(remains.notBegun()));
        finishIfDrained();
        return lost;
    }

    /** Kills every worker; returns the tasks that are lost by that. */
    private List<PendingTask<?>> killAll() {
        Remains remains = take();
        List<PendingTask<?>> lost = cancel(remains.notBegun());
        lost.addAll(cancel(remains.running()));
        List<WorkerHandle> workers;
        List<PendingTask<?>> late;
        try (var held = lock.hold()) {
            workers = List.copyOf(crew.workers());
            crew.close(ExitReason.SHUTDOWN);
            // A task that was lost a moment ago, and was to be run again, has come back in the meantime.
            late = dispatcher.withdrawAll();
        }
        lost.addAll(cancel(late));
        workers.forEach(worker -> worker.link().kill(ExitReason.SHUTDOWN));
        finishIfDrained();
        return lost;
    }

    /** All that is not over. */
    private record Remains(List<PendingTask<?>> notBegun, List<PendingTask<?>> running) {}

    private Remains take() {
        try (var held = lock.hold()) {
            List<PendingTask<?>> notBegun = dispatcher.withdrawAll();
            List<PendingTask<?>> running = new ArrayList<>(unfinished.list());
            // A result that only waits for what its task has printed is delivered.
            running.removeIf(
                    task -> task.where().place() == Place.ENDED || task.expiry().hasArrived());
            return new Remains(notBegun, running);
        }
    }

    /** Returns those that were not done before. */
    private static List<PendingTask<?>> cancel(List<PendingTask<?>> tasks) {
        List<PendingTask<?>> cancelled = new ArrayList<>(tasks);
        cancelled.removeIf(task -> !task.finish(Outcome.cancelled(WORDS + "'" + task.name() + "'")));
        return cancelled;
    }

    /** Returns whether the wait was interrupted. */
    private boolean awaitQuietly(long nanos) {
        try {
            await(nanos);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
