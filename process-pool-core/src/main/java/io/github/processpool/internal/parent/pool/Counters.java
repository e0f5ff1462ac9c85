package io.github.processpool.internal.parent.pool;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerExit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What has happened so far, in numbers. <b>Thread safety:</b> any thread counts and reads. */
public final class Counters {

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder workersStarted = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder rejections = new LongAdder();
    private final RecentExits recentExits = new RecentExits();
    private final AtomicLongArray exits = new AtomicLongArray(ExitReason.values().length);

    public void countTask(TaskState end) {
        switch (end) {
            case SUCCEEDED -> succeeded.increment();
            case FAILED -> failed.increment();
            default -> cancelled.increment();
        }
    }

    public void countStart() {
        workersStarted.increment();
    }

    public void countExit(WorkerExit exit) {
        exits.incrementAndGet(exit.reason().ordinal());
        recentExits.add(exit);
    }

    public void countRetry() {
        retries.increment();
    }

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

    public List<WorkerExit> recentExits() {
        return recentExits.list();
    }

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
