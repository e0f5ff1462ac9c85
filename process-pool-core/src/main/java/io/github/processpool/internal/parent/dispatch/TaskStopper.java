package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks before their time: watches their clocks, takes back what has not begun, interrupts what runs, and kills the worker of
 * what does not stop within its grace period.
 *
 * <p>A kill is aimed at one sending of one task. Before it the sending is condemned on the worker's scoreboard, which fails if
 * the worker is done with it, so that a kill never hits the next task.
 *
 * <p><b>Thread safety:</b> callers and the timer's thread; it takes the {@link PoolLock} itself.
 */
public final class TaskStopper {

    /** How long a future whose time is up waits for the worker's thread dump. */
    private static final long DUMP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long the answer of a task that has ended in time may take to be read. */
    private static final long ANSWER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PoolContext pool;
    private final PoolLock lock;
    private final Timer timer;
    private final Crew crew;
    private final Dispatcher dispatcher;
    /** Called when there may be one task less, without the lock. */
    private final Runnable onLess;

    public TaskStopper(PoolContext pool, Crew crew, Dispatcher dispatcher, Runnable onLess) {
        this.pool = pool;
        this.lock = pool.lock();
        this.timer = pool.timer();
        this.crew = crew;
        this.dispatcher = dispatcher;
        this.onLess = onLess;
    }

    // -- Clocks --

    /** A task was accepted. */
    void watchQueue(PendingTask<?> task) {
        TaskOptions options = task.options();
        options.queueTimeout()
                .ifPresent(limit -> task.expiry().stopAtEnd(timer.after(limit.toNanos(), () -> onQueueTimeout(task))));
        options.deadline()
                .ifPresent(limit -> task.expiry().stopAtEnd(timer.after(limit.toNanos(), () -> onDeadline(task))));
    }

    /** A task was sent; its timeout begins when the worker does. */
    public void watchExecution(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (sending != null && task.options().timeout().isPresent()) {
            Duration limit = task.options().timeout().get();
            task.expiry().stopAtEnd(timer.after(limit.toNanos(), () -> onTimeout(task, sending, limit)));
        }
    }

    private void onQueueTimeout(PendingTask<?> task) {
        if (!task.hasOutcome() && withdraw(task)) {
            task.finish(Outcome.failure(timeout(task, Clock.QUEUE, null)));
            onLess.run();
        }
    }

    private void onDeadline(PendingTask<?> task) {
        if (task.hasOutcome()) {
            return;
        }
        if (withdraw(task)) {
            task.finish(Outcome.failure(timeout(task, Clock.DEADLINE, null)));
            onLess.run();
        } else {
            expire(task, Clock.DEADLINE);
        }
    }

    private void onTimeout(PendingTask<?> task, Sending sending, Duration limit) {
        if (task.hasOutcome() || task.where().sending() != sending) {
            return;
        }
        WorkerLink worker = sending.worker();
        long left = limit.toNanos();
        // Asked in the order in which the states follow each other, so that none is missed between two questions.
        if (!worker.scoreboard().hasNotBegun(sending.ticket())) {
            if (!worker.scoreboard().hasBegun(sending.ticket())) {
                // It has ended and its answer is on the way. Reading that may take for ever: it is the user's code.
                task.expiry().stopAtEnd(timer.after(ANSWER_PATIENCE_NANOS, () -> finishLate(task)));
                return;
            }
            left = worker.beganNanos(sending.ticket()) + limit.toNanos() - pool.now();
        }
        if (left > 0) {
            task.expiry().stopAtEnd(timer.after(left, () -> onTimeout(task, sending, limit)));
        } else {
            expire(task, Clock.EXECUTION);
        }
    }

    /** Not if its result only waits for a log that is slow. */
    private void finishLate(PendingTask<?> task) {
        if (!task.expiry().hasArrived()) {
            task.finish(Outcome.failure(timeout(task, Clock.EXECUTION, null)));
        }
    }

    /** Takes a task out of the pool that no worker has begun; true if it is gone now. */
    private boolean withdraw(PendingTask<?> task) {
        try (var held = lock.hold()) {
            return !task.where().hasLeftProcess() && dispatcher.withdraw(task);
        }
    }

    /** Stops a running task as if its time were up; false if that, or another end, had come before. */
    boolean timeOut(PendingTask<?> task) {
        return expire(task, Clock.EXECUTION);
    }

    /** The time of a running task is up: what it returns from now on is too late. False if it was known before. */
    private boolean expire(PendingTask<?> task, Clock clock) {
        if (!task.expire(() -> timeout(task, clock, null))) {
            return false;
        }
        if (withdraw(task)) {
            // Its worker died just now, and it went back to the queue before the clock was known to have run out.
            task.finish(Outcome.failure(timeout(task, clock, null)));
            onLess.run();
            return true;
        }
        boolean stopping = stop(task, true, ExitReason.TIMED_OUT);
        long grace = grace(task).toNanos();
        long patience = stopping && grace > 0 ? Math.min(grace, DUMP_PATIENCE_NANOS) : 0;
        Runnable end = () -> task.finish(Outcome.failure(timeout(task, clock, null)));
        if (patience == 0) {
            end.run();
        } else {
            timer.after(patience, end);
        }
        return true;
    }

    /** The worker has sent its thread dump, so it is about to interrupt the task. */
    public void onThreadDump(PendingTask<?> task, String dump) {
        if (task.expiry().reason() != null && task.expiry().reason().get() instanceof TaskTimeoutException timeout) {
            task.finish(Outcome.failure(timeout(task, timeout.clock(), dump)));
        }
    }

    // -- Stopping --

    /** The future was ended from outside: drops the task, or stops it if that is wanted. */
    public void abandon(PendingTask<?> task, boolean interrupt) {
        try (var held = lock.hold()) {
            if (task.where().hasLeftProcess() || dispatcher.withdraw(task)) {
                interrupt = false;
            }
        }
        if (interrupt) {
            stop(task, false, ExitReason.CANCELLED);
        }
        onLess.run();
    }

    /** Interrupts a running task and kills its worker if it does not end; false if it does not run. */
    private boolean stop(PendingTask<?> task, boolean withDump, ExitReason reason) {
        Sending sending = task.where().sending();
        if (sending == null) {
            return false;
        }
        WorkerLink worker = sending.worker();
        Duration grace = grace(task);
        if (grace.isZero()) {
            kill(task, sending, reason);
            return false;
        }
        worker.post(new Interrupt(sending.ticket(), withDump));
        worker.flush();
        timer.after(grace.toNanos(), () -> kill(task, sending, reason));
        return true;
    }

    private void kill(PendingTask<?> task, Sending sending, ExitReason reason) {
        WorkerLink worker = sending.worker();
        try (var held = lock.hold()) {
            if (task.where().hasLeftProcess()
                    || task.where().sending() != sending
                    || !worker.scoreboard().condemn(sending.ticket())) {
                return;
            }
            crew.handleOf(worker).retire(reason);
        }
        worker.kill(reason);
    }

    Duration grace(PendingTask<?> task) {
        return task.options().gracePeriod().orElse(pool.settings().clocks().grace());
    }

    // -- Words --

    private TaskTimeoutException timeout(PendingTask<?> task, Clock clock, @Nullable String dump) {
        long now = pool.now();
        long started = task.where().startedNanos();
        String queued = seconds((started == 0 ? now : started) - task.record().queuedNanos());
        String ran = started == 0 ? "it never began" : "it ran for " + seconds(now - started);
        Sending sending = task.where().sending();
        String where =
                started == 0 || sending == null ? "" : " on " + sending.worker().describe();
        return new TaskTimeoutException(
                "Task '" + task.name() + "' exceeded its " + limit(clock, task.options()) + ": it waited for " + queued
                        + ", " + ran + where,
                clock,
                dump);
    }

    private static String limit(Clock clock, TaskOptions options) {
        return switch (clock) {
            case QUEUE -> "queueTimeout of " + seconds(options.queueTimeout());
            case EXECUTION ->
                options.timeout().isPresent()
                        ? "timeout of " + seconds(options.timeout())
                        : "timeout (it has none; PoolFaults said so)";
            case DEADLINE -> "deadline of " + seconds(options.deadline());
        };
    }

    private static String seconds(Optional<Duration> limit) {
        return seconds(limit.map(Duration::toNanos).orElse(0L));
    }

    private static String seconds(long nanos) {
        return Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos)))
                                .toMillis()
                        / 1000.0 + " s";
    }
}
