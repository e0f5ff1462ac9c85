package io.github.processpool.internal.parent.pool;

import io.github.processpool.TaskState;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * All that has happened so far, in numbers, and the last ends of workers; counted by the parts of the pool, for snapshots. It
 * decides nothing.
 *
 * <p><b>Thread safety:</b> any thread counts and reads.
 */
public final class Counters {

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder workersStarted = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder rejections = new LongAdder();
    private final AtomicLong droppedEvents = new AtomicLong();
    private final WorkerExits exits = new WorkerExits();

    /** A task has ended so. */
    public void countTask(TaskState end) {
        switch (end) {
            case SUCCEEDED -> succeeded.increment();
            case FAILED -> failed.increment();
            default -> cancelled.increment();
        }
    }

    /** A worker has become ready for the first time. */
    public void countStart() {
        workersStarted.increment();
    }

    /** A task that was lost gets another attempt. */
    public void countRetry() {
        retries.increment();
    }

    /** A task was not taken. */
    public void countRejection() {
        rejections.increment();
    }

    /** Events were not told to listeners; says whether these are the first. */
    public boolean countDroppedEvents(int count) {
        return droppedEvents.getAndAdd(count) == 0;
    }

    public long succeeded() {
        return succeeded.sum();
    }

    public long failed() {
        return failed.sum();
    }

    public long cancelled() {
        return cancelled.sum();
    }

    public long workersStarted() {
        return workersStarted.sum();
    }

    public long retries() {
        return retries.sum();
    }

    public long rejections() {
        return rejections.sum();
    }

    /** Returns how many events were dropped because a listener was too slow. */
    public long droppedEvents() {
        return droppedEvents.get();
    }

    /** Returns the ends of workers, to be counted or read. */
    public WorkerExits exits() {
        return exits;
    }
}
