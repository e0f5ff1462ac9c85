package io.github.processpool.internal.parent.flight;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one pool for the flight recorder of this JVM.
 *
 * <p>The JVM makes much of the first object of an event class, a tenth of a second of work, so there is none before somebody
 * records for the first time. From then on one object of each is kept to be asked whether it is recorded: the JVM changes the code
 * of these classes when a recording begins or ends, so nothing is allocated while there is none. What an event lacks memory or
 * stack for is not recorded.
 *
 * <p><b>Thread safety:</b> any thread; two that make these objects at once do no harm.
 */
final class JfrRecords implements FlightRecords {

    /** One event of each kind, only to be asked. */
    private record Kinds(TaskEvent task, WorkerStartEvent start, WorkerEndEvent end, WorkerRecyclingEvent recycling) {}

    private final String pool;
    /** Volatile: made by the first thread that has something to record, asked by all. */
    private volatile @Nullable Kinds kinds;

    /** Fails with a {@link LinkageError} where there is no flight recorder. */
    JfrRecords(String pool) {
        this.pool = pool;
        FlightRecorder.isInitialized();
    }

    /** Returns null if nobody has recorded anything in this JVM yet, or there is no memory for them. */
    private @Nullable Kinds kinds() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        Kinds known = kinds;
        if (known == null) {
            try {
                known = new Kinds(
                        new TaskEvent(), new WorkerStartEvent(), new WorkerEndEvent(), new WorkerRecyclingEvent());
                kinds = known;
            } catch (Throwable e) {
                // What was to be recorded goes its way without.
            }
        }
        return known;
    }

    private boolean isKept(Function<Kinds, Event> kind) {
        Kinds known = kinds();
        return known != null && kind.apply(known).isEnabled();
    }

    @Override
    public boolean areTasksKept() {
        return isKept(Kinds::task);
    }

    @Override
    public boolean areRecyclingsKept() {
        return isKept(Kinds::recycling);
    }

    @Override
    public void task(ProcessFuture<?> task, int lostAttempts, @Nullable Throwable failure) {
        if (areTasksKept()) {
            try {
                fill(new TaskEvent(), task, lostAttempts, failure).commit();
            } catch (Throwable e) {
                // The task's end goes on without.
            }
        }
    }

    private TaskEvent fill(TaskEvent event, ProcessFuture<?> task, int lostAttempts, @Nullable Throwable failure) {
        TaskTimings timings = task.timings();
        Instant end = timings.finished().orElseGet(Instant::now);
        Instant start = timings.started().orElse(end);
        Duration executed = timings.execution();
        event.pool = pool;
        event.taskId = task.taskId();
        event.taskName = task.name();
        event.outcome = task.taskState().name();
        event.failure = failure == null ? null : failure.getClass().getName();
        event.waited = nanosBetween(timings.queued(), start);
        event.executed = executed.isZero() ? nanosBetween(start, end) : executed.toNanos();
        event.argumentBytes = timings.taskBytes();
        event.resultBytes = timings.resultBytes();
        event.lostAttempts = lostAttempts;
        event.workerPid = task.workerPid().orElse(-1);
        event.member = task.member().orElse(null);
        return event;
    }

    @Override
    public void workerStart(WorkerSnapshot worker, long startNanos) {
        if (isKept(Kinds::start)) {
            try {
                WorkerStartEvent event = new WorkerStartEvent();
                event.isAbout(pool, worker.slot(), worker.pid());
                event.startTook = startNanos;
                event.commit();
            } catch (Throwable e) {
                // It is ready nevertheless.
            }
        }
    }

    @Override
    public void workerEnd(WorkerSnapshot worker, ExitReason reason, String words) {
        if (isKept(Kinds::end)) {
            try {
                WorkerEndEvent event = new WorkerEndEvent();
                event.isAbout(pool, worker.slot(), worker.pid());
                event.reason = reason.name();
                event.description = words;
                event.age = nanosBetween(worker.startedAt(), Instant.now());
                event.tasksCompleted = worker.tasksCompleted();
                event.commit();
            } catch (Throwable e) {
                // Its end goes on without.
            }
        }
    }

    @Override
    public void recycling(long pid, int slot, ExitReason reason) {
        if (areRecyclingsKept()) {
            try {
                WorkerRecyclingEvent event = new WorkerRecyclingEvent();
                event.isAbout(pool, slot, pid);
                event.reason = reason.name();
                event.commit();
            } catch (Throwable e) {
                // It is replaced nevertheless.
            }
        }
    }

    private static long nanosBetween(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos());
    }
}
