package io.github.processpool.internal.parent.pool;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerExit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * All that has happened so far, in numbers, and the last ends of workers; counted by the parts of the pool, for snapshots. It
 * decides nothing.
 *
 * <p><b>Thread safety:</b> any thread counts and reads.
 */
public final class Counters {

    static final int MOST_EXITS = 50;

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder workersStarted = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder rejections = new LongAdder();
    private final AtomicLongArray exits = new AtomicLongArray(ExitReason.values().length);
    /** The latest first; guarded by itself. */
    private final Deque<WorkerExit> recentExits = new ArrayDeque<>();

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

    /** A worker is gone. */
    public void countExit(WorkerExit exit) {
        exits.incrementAndGet(exit.reason().ordinal());
        synchronized (recentExits) {
            recentExits.addFirst(exit);
            if (recentExits.size() > MOST_EXITS) {
                recentExits.removeLast();
            }
        }
    }

    /** A task that was lost gets another attempt. */
    public void countRetry() {
        retries.increment();
    }

    /** A task was not taken. */
    public void countRejection() {
        rejections.increment();
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

    /** Returns the last ends of workers, the latest first. */
    public List<WorkerExit> recentExits() {
        synchronized (recentExits) {
            return List.copyOf(recentExits);
        }
    }

    /** Returns how many workers ended for which reason, without the reasons that none had. */
    public Map<ExitReason, Long> exits() {
        Map<ExitReason, Long> counts = new EnumMap<>(ExitReason.class);
        for (ExitReason reason : ExitReason.values()) {
            long count = exits.get(reason.ordinal());
            if (count > 0) {
                counts.put(reason, count);
            }
        }
        return counts;
    }
}
