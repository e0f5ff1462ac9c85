package io.github.processpool.internal.parent.supervision;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ResultSerializationException;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.dispatch.Dispatcher;
import io.github.processpool.internal.parent.dispatch.TaskStopper;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.PoolThreads;
import io.github.processpool.internal.parent.pool.Round;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Readings;
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

    /** How long an answer may be read when the pool waits for nothing else any more. */
    static final long READ_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final String WORDS = "The process pool was shut down before the end of task ";

    private final PoolContext pool;
    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Crew crew;
    private final UnfinishedTasks unfinished;
    private final TaskStopper stopper;
    private final Readings readings;
    private final Runnable letGo = this::letGo;
    /** Whether readings are going to be looked at; guarded by the lock. */
    private boolean watchingReadings;

    // -- Set before the pool is used --
    private @Nullable Runnable onTerminated;
    private @Nullable PoolThreads threads;
    /** Nothing is left but threads that end; guarded by the lock. */
    private boolean over;

    /** Ends these, all of one pool. */
    public PoolShutdown(
            PoolContext pool,
            Dispatcher dispatcher,
            Crew crew,
            UnfinishedTasks unfinished,
            TaskStopper stopper,
            Readings readings) {
        this.pool = pool;
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.crew = crew;
        this.unfinished = unfinished;
        this.stopper = stopper;
        this.readings = readings;
    }

    /** Before the pool is used: an action that follows the end, once and without the lock, and threads that end after it. */
    public void onTerminated(Runnable action, PoolThreads last) {
        onTerminated = action;
        threads = last;
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
        if (readings.isBusy()) {
            watchReadings();
        } else if (crew.isEmpty()) {
            lock.afterwards(letGo);
            pool.status().terminate();
        }
    }

    private void letGo() {
        Runnable action = onTerminated;
        try {
            if (action != null) {
                action.run();
            }
        } finally {
            try (var held = lock.hold()) {
                over = true;
                lock.signalChange();
            }
        }
    }

    /** Code of the user may read an answer for ever, and without a clock nobody would end that. */
    private void watchReadings() {
        if (!watchingReadings) {
            pool.timer().after(READ_PATIENCE_NANOS, this::giveUpReadings); // It comes later, and needs the lock.
            watchingReadings = true;
        }
    }

    private void giveUpReadings() {
        try {
            Round.each(readings.readFor(READ_PATIENCE_NANOS), this::giveUpReading);
        } finally {
            try (var held = lock.hold()) {
                watchingReadings = false;
                finishIfDrained();
            }
        }
    }

    private void giveUpReading(PendingTask<?> task) {
        task.finish(Outcome.failure(new ResultSerializationException(
                "The result of task '" + task.name() + "' could not be read: that was not over "
                        + TimeUnit.NANOSECONDS.toSeconds(READ_PATIENCE_NANOS)
                        + " s after it began, when process pool '" + pool.name() + "' had nothing else to do and was"
                        + " to end",
                null)));
    }

    /** Returns whether no worker is left, and nothing else but threads that end. */
    public boolean isOver() {
        try (var held = lock.hold()) {
            return over;
        }
    }

    /** Waits until nothing is left; returns false if that takes too long. */
    public boolean await(long nanos) throws InterruptedException {
        long left = nanos;
        try (var held = lock.hold()) {
            while (!over) {
                if (left <= 0) {
                    return false;
                }
                left = lock.awaitChange(left);
            }
        }
        PoolThreads last = threads;
        if (last != null) {
            last.awaitEnd(left);
        }
        return true;
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
        lost.addAll(cancel(giveUpAway()));
        workers.forEach(worker -> worker.link().kill(ExitReason.SHUTDOWN));
        finishIfDrained();
        return lost;
    }

    /** Nobody waits for what other members have, which stop it. */
    private List<PendingTask<?>> giveUpAway() {
        AwayTasks away = dispatcher.away();
        return away == null ? List.of() : away.giveUpAll();
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

    /** Returns those that were not done before, but guests, whose ends are the business of others. */
    private static List<PendingTask<?>> cancel(List<PendingTask<?>> tasks) {
        List<PendingTask<?>> cancelled = new ArrayList<>(tasks);
        cancelled.removeIf(
                task -> !task.finish(Outcome.cancelled(WORDS + "'" + task.name() + "'")) || task.guest() != null);
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
