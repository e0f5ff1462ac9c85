package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.process.WorkerLink;
import io.github.processpool.internal.parent.task.Outcome;
import io.github.processpool.internal.parent.task.PendingTask;
import io.github.processpool.internal.parent.task.Whereabouts.Place;
import io.github.processpool.internal.parent.task.Whereabouts.Sending;
import io.github.processpool.internal.wire.message.Message.Interrupt;
import io.github.processpool.internal.wire.message.Message.ShowThreads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks before their time, as the {@link TaskClocks} and those who hold a future want it: takes back what has not begun,
 * interrupts what runs, and kills the worker of what does not stop within its grace period. It watches no clock.
 *
 * <pre>{@code
 * not begun ----------------------------------> out of the pool
 * runs -> interrupted -> ends in its grace period
 *     |        '-------> killed with its worker      kill
 *     '----------------> killed with its worker      kill, if there is no grace
 * }</pre>
 *
 * <p>A task that another member has is stopped there. As long as that has not said that it began, it has not, as far as {@code
 * queueTimeout} is concerned; word of that takes a moment.
 *
 * <p>A kill is aimed at one sending of one task. Before it the sending is condemned on the worker's scoreboard, which fails if
 * the worker is done with it, so that a kill never hits the next task.
 *
 * <p><b>Thread safety:</b> callers and the timer's thread; it takes the {@link PoolLock} itself.
 */
public final class TaskStopper {

    /** The end of a sentence about a worker that is killed for it. */
    public static final String IDLES =
            "did not begin what it had been sent although there was nothing else for it to do, and was killed";

    /** How long the answer of a task that has ended may take to come and to be read. */
    static final long ANSWER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** How long before its end the worker of a task is asked what it does, if the task has no grace period for that. */
    private static final long DUMP_LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long a future whose time is up waits for the worker's thread dump. */
    private static final long DUMP_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolContext pool;
    private final PoolLock lock;
    private final Crew crew;
    private final Dispatcher dispatcher;
    /** Set before the pool is used. */
    private Runnable onLess = () -> {};

    /** Stops tasks of a dispatcher, and workers of a crew. */
    public TaskStopper(PoolContext pool, Crew crew, Dispatcher dispatcher) {
        this.pool = pool;
        this.lock = pool.lock();
        this.crew = crew;
        this.dispatcher = dispatcher;
    }

    /** Before the pool is used: an action, without the lock, that follows when there may be one task less. */
    public void onLess(Runnable action) {
        onLess = action;
    }

    // -- The time of a task is up --

    /** Ends a task that no worker has begun; false if one has. */
    boolean endUnbegun(PendingTask<?> task, Clock clock) {
        // Made first: when the task is out of the pool nobody else would end it.
        Outcome end = Outcome.failure(TimeoutWords.exception(task, clock, null, pool.now()));
        boolean away;
        try (var held = lock.hold()) {
            away = task.where().place() == Place.AWAY;
            if (away ? task.where().startedNanos() != 0 : !dispatcher.withdraw(task)) {
                return false;
            }
        }
        task.finish(end);
        if (away) {
            abandon(
                    task,
                    true); // It may have begun just now without our having been told, or have come home to a worker.
        } else {
            onLess.run();
        }
        return true;
    }

    /** Stops a running task as if its time were up; false if that, or another end, had come before. */
    boolean timeOut(PendingTask<?> task) {
        return expire(task, Clock.EXECUTION);
    }

    /** The time of a running task is up: its result is too late from now on. False if that was known before. */
    boolean expire(PendingTask<?> task, Clock clock) {
        Supplier<Throwable> reason = () -> TimeoutWords.exception(task, clock, null, pool.now());
        if (!task.expire(reason) && !task.expiry().isHalfDone()) {
            return false;
        }
        if (endUnbegun(task, clock)) {
            return true; // Its worker died just now, and it went back to the queue before the clock was known to have
            // run out.
        }
        boolean stopping = stop(task, true, ExitReason.TIMED_OUT);
        if (stopping) {
            pool.timer().after(Math.min(grace(task), DUMP_PATIENCE_NANOS), () -> end(task, clock, null));
        } else {
            end(task, clock, task.expiry().threadDump());
        }
        task.expiry().markDealtWith(); // Otherwise it was an error that came between, and the clock comes again.
        return true;
    }

    /** Returns how long before a limit to {@linkplain #askForDump ask} for a thread dump; 0 if there is time for it afterwards. */
    long dumpLead(PendingTask<?> task, long limitNanos) {
        return grace(task) == 0 ? Math.min(DUMP_LEAD_NANOS, limitNanos / 2) : 0;
    }

    /** The time of a task is nearly up, and then its worker is killed at once: asks what it does now. */
    void askForDump(PendingTask<?> task) {
        Sending sending = task.where().sending();
        if (sending != null) {
            sending.worker().post(new ShowThreads(sending.ticket()));
            sending.worker().flush();
        }
    }

    /** The worker has sent its thread dump, so it is about to interrupt the task, or was asked in advance. */
    public void onThreadDump(PendingTask<?> task, String dump) {
        Supplier<Throwable> reason = task.expiry().reason();
        if (reason != null && reason.get() instanceof TaskTimeoutException timeout) {
            end(task, timeout.clock(), dump);
        } else if (reason == null) {
            task.expiry().keepThreadDump(dump);
        }
    }

    /** Fails a future whose time is up. */
    void end(PendingTask<?> task, Clock clock, @Nullable String dump) {
        task.finish(Outcome.failure(TimeoutWords.exception(task, clock, dump, pool.now())));
    }

    // -- Nobody wants it any more --

    /** The member that a guest comes from wants it back: ends it as cancelled if no worker has begun it. */
    public void giveBack(PendingTask<?> guest) {
        Outcome end = Outcome.cancelled("Its member has taken it back"); // First: see endUnbegun.
        try (var held = lock.hold()) {
            if (!dispatcher.withdraw(guest)) {
                return;
            }
        }
        guest.finish(end);
        onLess.run();
    }

    /** The future was ended from outside: drops the task, or stops it if that is wanted. */
    public void abandon(PendingTask<?> task, boolean interrupt) {
        boolean running;
        boolean away;
        try (var held = lock.hold()) {
            running = !task.where().hasLeftProcess() && !dispatcher.withdraw(task);
            away = task.where().place() == Place.AWAY;
        }
        if (away) {
            stopElsewhere(task, interrupt); // Without an interrupt it still does not begin there, if it has not.
        } else if (interrupt && running) {
            stop(task, false, ExitReason.CANCELLED);
        }
        onLess.run();
    }

    /** The member that has a task stops it, or lets it end; false if none has it. */
    private boolean stopElsewhere(PendingTask<?> task, boolean interrupt) {
        AwayTasks elsewhere = dispatcher.away();
        return elsewhere != null && elsewhere.cancel(task, interrupt);
    }

    // -- Steps --

    /** Interrupts a running task and kills its worker if it does not end; false if it is not given the time to end. */
    private boolean stop(PendingTask<?> task, boolean withDump, ExitReason reason) {
        Sending sending = task.where().sending();
        if (sending == null) {
            stopElsewhere(task, true);
            return false;
        }
        long grace = grace(task);
        if (grace == 0) {
            kill(task, sending, reason);
            return false;
        }
        sending.worker().post(new Interrupt(sending.ticket(), withDump));
        sending.worker().flush();
        pool.timer().after(grace, () -> kill(task, sending, reason));
        return true;
    }

    private void kill(PendingTask<?> task, Sending sending, ExitReason reason) {
        WorkerLink worker = sending.worker();
        try (var held = lock.hold()) {
            if (isOver(task, sending)) {
                return;
            }
            if (!worker.scoreboard().condemn(sending.ticket())) {
                // It has sent its answer, says its page. If that is so, it is here soon.
                pool.timer().after(ANSWER_PATIENCE_NANOS, () -> killUnanswered(task, sending, reason));
                return;
            }
            crew.handleOf(worker).retire(reason);
        }
        worker.kill(reason);
    }

    /** Kills the worker of a task whose time is up and whose answer has not come: the page has had its time to be right. */
    void killUnanswered(PendingTask<?> task, Sending sending, ExitReason reason) {
        WorkerLink worker = sending.worker();
        try (var held = lock.hold()) {
            if (isOver(task, sending)) {
                return;
            }
            worker.scoreboard().condemn(sending.ticket());
            crew.handleOf(worker).retire(reason);
        }
        worker.kill(reason);
    }

    /**
     * Kills the worker of a task that it does not begin, though it has nothing else to do, unless it has only just come to it.
     * What becomes of the task is decided as if the worker had died. Returns after which time this is to be asked again.
     */
    long killIfIdling(PendingTask<?> task, Sending sending, long limitNanos) {
        WorkerLink worker = sending.worker();
        try (var held = lock.hold()) {
            if (isOver(task, sending) || crew.handleOf(worker).workload().firstTask() != task) {
                return limitNanos;
            }
            long idling = crew.handleOf(worker).pulse().stuckNanos(pool.now());
            if (idling < ANSWER_PATIENCE_NANOS || crew.handleOf(worker).pulse().isExcused(pool.now())) {
                return ANSWER_PATIENCE_NANOS;
            }
            crew.handleOf(worker).retire(ExitReason.HUNG);
        }
        worker.kill(ExitReason.HUNG, IDLES);
        return limitNanos;
    }

    private static boolean isOver(PendingTask<?> task, Sending sending) {
        return task.where().hasLeftProcess() || task.where().sending() != sending;
    }

    private long grace(PendingTask<?> task) {
        Duration ofPool = pool.settings().clocks().grace();
        return task.options().gracePeriod().orElse(ofPool).toNanos();
    }
}
