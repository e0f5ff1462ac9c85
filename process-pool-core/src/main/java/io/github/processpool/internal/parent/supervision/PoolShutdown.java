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
 * Ends a pool in stages: no new tasks; drain; interrupt; end; kill.
 *
 * <p><b>Thread safety:</b> any thread may ask for any stage; the lock is taken here, unless a method says that it needs it.
 */
public final class PoolShutdown {

    private static final long KILL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String WORDS = "The process pool was shut down before the end of task ";

    private final PoolContext pool;
    private final PoolLock lock;
    private final Dispatcher dispatcher;
    private final Crew crew;
    private final UnfinishedTasks unfinished;
    private final TaskStopper stopper;
    private @Nullable Runnable onTerminated;

    public PoolShutdown(
            PoolContext pool, Dispatcher dispatcher, Crew crew, UnfinishedTasks unfinished, TaskStopper stopper) {
        this.pool = pool;
        this.lock = pool.lock();
        this.dispatcher = dispatcher;
        this.crew = crew;
        this.unfinished = unfinished;
        this.stopper = stopper;
    }

    /** Before the pool is used: what to do, once and without the lock, when nothing is left. */
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
            pool.status().terminate();
            Runnable action = onTerminated;
            if (action != null) {
                lock.afterwards(action);
            }
        }
    }

    /** Waits for the end; false if it does not come in time. */
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

    /** Cancels what has not begun and returns it; interrupts what runs. */
    public List<PendingTask<?>> stopNow() {
        begin();
        Remains remains = take();
        remains.running().forEach(this::cancel);
        for (PendingTask<?> task : remains.running()) {
            stopper.abandon(task, true);
        }
        List<PendingTask<?>> notBegun = new ArrayList<>();
        for (PendingTask<?> task : remains.notBegun()) {
            if (cancel(task)) {
                notBegun.add(task);
            }
        }
        finishIfDrained();
        return notBegun;
    }

    /** All stages within a budget, and a little more for the kill. */
    public List<ProcessFuture<?>> within(Duration budget) {
        long deadline = pool.now() + budget.toNanos();
        long grace = pool.settings().clocks().grace().toNanos();
        long reserve =
                Math.min(budget.toNanos() / 2, Math.min(grace, budget.toNanos()) + TimeUnit.MILLISECONDS.toNanos(500));
        begin();
        boolean interrupted = false;
        List<ProcessFuture<?>> lost = new ArrayList<>();
        try {
            if (await(deadline - reserve - pool.now())) {
                return lost;
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        Remains remains = take();
        if (!budget.isZero()) {
            for (PendingTask<?> task : remains.running()) {
                if (cancel(task)) {
                    lost.add(task);
                }
                stopper.abandon(task, true);
            }
        }
        for (PendingTask<?> task : remains.notBegun()) {
            if (cancel(task)) {
                lost.add(task);
            }
        }
        finishIfDrained();
        if (!budget.isZero()) {
            interrupted |= awaitQuietly(deadline - pool.now());
        }
        lost.addAll(killAll());
        interrupted |= awaitQuietly(KILL_PATIENCE_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return lost;
    }

    /** Kills every worker; returns the tasks that are lost by that. */
    private List<ProcessFuture<?>> killAll() {
        List<ProcessFuture<?>> lost = new ArrayList<>();
        List<WorkerHandle> workers;
        List<PendingTask<?>> late;
        Remains remains = take();
        remains.notBegun().stream().filter(this::cancel).forEach(lost::add);
        remains.running().stream().filter(this::cancel).forEach(lost::add);
        try (var held = lock.hold()) {
            workers = List.copyOf(crew.workers());
            crew.close(ExitReason.SHUTDOWN);
            // A task that was lost a moment ago, and was to be run again, has come back in the meantime.
            late = dispatcher.withdrawAll();
        }
        late.stream().filter(this::cancel).forEach(lost::add);
        workers.forEach(worker -> worker.link().kill(ExitReason.SHUTDOWN));
        finishIfDrained();
        return lost;
    }

    private record Remains(List<PendingTask<?>> notBegun, List<PendingTask<?>> running) {}

    private Remains take() {
        try (var held = lock.hold()) {
            List<PendingTask<?>> notBegun = dispatcher.withdrawAll();
            List<PendingTask<?>> running = new ArrayList<>(unfinished.list());
            running.removeIf(task -> task.where().place() == Place.ENDED);
            return new Remains(notBegun, running);
        }
    }

    private boolean cancel(PendingTask<?> task) {
        return task.finish(Outcome.cancelled(WORDS + "'" + task.name() + "'"));
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
