package io.github.processpool.cluster.internal.engine;

import io.github.processpool.cluster.internal.session.ClusterClock;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** A clock that jumps to what is due next. One thread. */
final class VirtualTime implements ClusterClock {

    static final long MS = 1_000_000;
    static final long SECOND = 1000 * MS;

    private final PriorityQueue<Due> line =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long now = 1_000_000 * SECOND;
    private long last;

    private record Due(long at, long number, Runnable action) {}

    @Override
    public long now() {
        return now;
    }

    @Override
    public void after(long nanos, Runnable action) {
        line.add(new Due(now + Math.max(0, nanos), ++last, action));
    }

    /** Goes on until something is the case, nothing is due any more, or the time is up; returns whether it is the case. */
    boolean runUntil(long nanos, BooleanSupplier done) {
        long end = now + nanos;
        while (!done.getAsBoolean()) {
            Due next = line.peek();
            if (next == null || next.at > end) {
                now = next == null ? now : end;
                return done.getAsBoolean();
            }
            line.remove();
            now = next.at;
            next.action.run();
        }
        return true;
    }

    void run(long nanos) {
        long end = now + nanos;
        runUntil(nanos, () -> false);
        now = Math.max(now, end);
    }

    int due() {
        return line.size();
    }
}
