package io.github.processpool.internal.parent;

import io.github.processpool.ExitReason;
import io.github.processpool.TaskState;
import io.github.processpool.WorkerExit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What has happened so far, in numbers. <b>Thread safety:</b> any thread counts and reads. */
final class Counters {

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder workersStarted = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder rejections = new LongAdder();
    private final RecentExits recentExits = new RecentExits();
    private final AtomicLongArray exits = new AtomicLongArray(ExitReason.values().length);

    void countTask(TaskState end) {
        switch (end) {
            case SUCCEEDED -> succeeded.increment();
            case FAILED -> failed.increment();
            default -> cancelled.increment();
        }
    }

    void countStart() {
        workersStarted.increment();
    }

    void countExit(WorkerExit exit) {
        exits.incrementAndGet(exit.reason().ordinal());
        recentExits.add(exit);
    }

    void countRetry() {
        retries.increment();
    }

    void countRejection() {
        rejections.increment();
    }

    long succeeded() {
        return succeeded.sum();
    }

    long failed() {
        return failed.sum();
    }

    long cancelled() {
        return cancelled.sum();
    }

    long workersStarted() {
        return workersStarted.sum();
    }

    long retries() {
        return retries.sum();
    }

    long rejections() {
        return rejections.sum();
    }

    List<WorkerExit> recentExits() {
        return recentExits.list();
    }

    Map<ExitReason, Long> exits() {
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
