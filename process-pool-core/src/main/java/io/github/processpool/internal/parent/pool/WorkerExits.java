package io.github.processpool.internal.parent.pool;

import io.github.processpool.ExitReason;
import io.github.processpool.WorkerExit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How workers have ended, as the supervision counts it for snapshots: how many for which reason, and the last of them one by one.
 * It decides nothing.
 *
 * <p><b>Thread safety:</b> any thread counts and reads.
 */
public final class WorkerExits {

    static final int MOST_RECENT = 50;

    private final AtomicLongArray counts = new AtomicLongArray(ExitReason.values().length);
    /** The latest first; guarded by itself. */
    private final Deque<WorkerExit> recent = new ArrayDeque<>(MOST_RECENT + 1);

    /** A worker is gone. */
    public void count(WorkerExit exit) {
        counts.incrementAndGet(exit.reason().ordinal());
        synchronized (recent) {
            recent.addFirst(exit);
            if (recent.size() > MOST_RECENT) {
                recent.removeLast();
            }
        }
    }

    /** Returns the last ends of workers, the latest first. */
    public List<WorkerExit> recent() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }

    /** Returns how many workers ended for which reason, without the reasons that none had. */
    public Map<ExitReason, Long> byReason() {
        Map<ExitReason, Long> found = new EnumMap<>(ExitReason.class);
        for (ExitReason reason : ExitReason.values()) {
            long count = counts.get(reason.ordinal());
            if (count > 0) {
                found.put(reason, count);
            }
        }
        return found;
    }
}
