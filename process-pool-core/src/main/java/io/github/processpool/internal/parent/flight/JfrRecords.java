package io.github.processpool.internal.parent.flight;

import io.github.processpool.ExitReason;
import io.github.processpool.ProcessFuture;
import io.github.processpool.TaskTimings;
import io.github.processpool.WorkerSnapshot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events of one pool for the flight recorder of this JVM.
 *
 * <p>An event class asks the JVM, which changes its code when a recording begins, whether it is recorded: one object of each is kept
 * to be asked, so that nothing is allocated before somebody records. What an event lacks memory or stack for is not recorded.
 *
 * <p><b>Thread safety:</b> immutable; what it keeps is only asked.
 */
final class JfrRecords implements FlightRecords {

    private final String pool;
    private final TaskEvent tasks = new TaskEvent();
    private final WorkerStartEvent starts = new WorkerStartEvent();
    private final WorkerEndEvent ends = new WorkerEndEvent();
    private final WorkerRecyclingEvent recyclings = new WorkerRecyclingEvent();

    JfrRecords(String pool) {
        this.pool = pool;
    }

    @Override
    public boolean areTasksKept() {
        return tasks.isEnabled();
    }

    @Override
    public void task(ProcessFuture<?> task, int lostAttempts, @Nullable Throwable failure) {
        if (tasks.isEnabled()) {
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
        if (starts.isEnabled()) {
            try {
                WorkerStartEvent event = new WorkerStartEvent();
                event.pool = pool;
                event.slot = worker.slot();
                event.pid = worker.pid();
                event.startTook = startNanos;
                event.commit();
            } catch (Throwable e) {
                // It is ready nevertheless.
            }
        }
    }

    @Override
    public void workerEnd(WorkerSnapshot worker, ExitReason reason, String words) {
        if (ends.isEnabled()) {
            try {
                WorkerEndEvent event = new WorkerEndEvent();
                event.pool = pool;
                event.slot = worker.slot();
                event.pid = worker.pid();
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
    public boolean areRecyclingsKept() {
        return recyclings.isEnabled();
    }

    @Override
    public void recycling(long pid, int slot, ExitReason reason) {
        if (recyclings.isEnabled()) {
            try {
                WorkerRecyclingEvent event = new WorkerRecyclingEvent();
                event.pool = pool;
                event.slot = slot;
                event.pid = pid;
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
