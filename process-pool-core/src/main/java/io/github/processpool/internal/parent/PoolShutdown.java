package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessFuture;
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
final class PoolShutdown {

    private static final long KILL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String WORDS = "The process pool was shut down before the end of task ";

    private final PoolLock lock;
    private final Admission admission;
    private final Dispatcher dispatcher;
    private final Crew crew;
    private final TaskStopper stopper;
    private final Duration grace;
    private @Nullable Runnable onTerminated;

    PoolShutdown(
            PoolLock lock, Admission admission, Dispatcher dispatcher, Crew crew, TaskStopper stopper, Duration grace) {
        this.lock = lock;
        this.admission = admission;
        this.dispatcher = dispatcher;
        this.crew = crew;
        this.stopper = stopper;
        this.grace = grace;
    }

    /** Before the pool is used: what to do, once and without the lock, when nothing is left. */
    void onTerminated(Runnable action) {
        onTerminated = action;
    }

    boolean isShutdown() {
        PoolState state = state();
        return state == PoolState.SHUTTING_DOWN || state == PoolState.TERMINATED;
    }

    PoolState state() {
        lock.lock();
        try {
            return admission.state();
        } finally {
            lock.unlock();
        }
    }

    /** No new tasks. */
    void begin() {
        lock.lock();
        try {
            if (admission.state() == PoolState.RUNNING || admission.state() == PoolState.BROKEN) {
                admission.moveTo(PoolState.SHUTTING_DOWN);
                crew.drain();
                finishIfDrained();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the workers go when there is nothing to do, and terminates when they are gone. */
    void finishIfDrained() {
        lock.lock();
        try {
            if (admission.state() == PoolState.SHUTTING_DOWN && !dispatcher.hasWork()) {
                finish();
            }
        } finally {
            lock.unlock();
        }
    }

    private void finish() {
        crew.close(ExitReason.SHUTDOWN);
        if (crew.isEmpty()) {
            admission.moveTo(PoolState.TERMINATED);
            Runnable action = onTerminated;
            if (action != null) {
                lock.afterwards(action);
            }
        }
    }

    /** Waits for the end; false if it does not come in time. */
    boolean await(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (admission.state() != PoolState.TERMINATED) {
                if (left <= 0) {
                    return false;
                }
                left = lock.awaitChange(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Cancels what has not begun and returns it; interrupts what runs. */
    List<PendingTask<?>> stopNow() {
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
    List<ProcessFuture<?>> within(Duration budget) {
        long deadline = System.nanoTime() + budget.toNanos();
        long reserve = Math.min(
                budget.toNanos() / 2, Math.min(grace.toNanos(), budget.toNanos()) + TimeUnit.MILLISECONDS.toNanos(500));
        begin();
        boolean interrupted = false;
        List<ProcessFuture<?>> lost = new ArrayList<>();
        try {
            if (await(deadline - reserve - System.nanoTime())) {
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
            interrupted |= awaitQuietly(deadline - System.nanoTime());
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
        lock.lock();
        try {
            workers = List.copyOf(crew.workers());
            crew.close(ExitReason.SHUTDOWN);
            // A task that was lost a moment ago, and was to be run again, has come back in the meantime.
            late = dispatcher.withdrawAll();
        } finally {
            lock.unlock();
        }
        late.stream().filter(this::cancel).forEach(lost::add);
        workers.forEach(worker -> worker.kill(ExitReason.SHUTDOWN));
        finishIfDrained();
        return lost;
    }

    private record Remains(List<PendingTask<?>> notBegun, List<PendingTask<?>> running) {}

    private Remains take() {
        lock.lock();
        try {
            List<PendingTask<?>> notBegun = dispatcher.withdrawAll();
            List<PendingTask<?>> running = new ArrayList<>();
            crew.workers().forEach(worker -> running.addAll(worker.sentTasks()));
            return new Remains(notBegun, running);
        } finally {
            lock.unlock();
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
