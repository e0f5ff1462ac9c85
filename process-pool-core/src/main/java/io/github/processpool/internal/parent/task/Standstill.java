package io.github.processpool.internal.parent.task;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the {@link Readings} when a reading has ended. If none does for a while although others wait for a thread, it has the slow
 * ones replaced, and if that does not help, it tells in words why those that wait are not read. It refuses none.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}.
 */
final class Standstill {

    /** How long no reading has to end, and one has to take, before its thread is replaced. */
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How long no reading has to end before those that wait for a thread are refused. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReadingPlaces places;
    private final ReadingThreads threads;
    /** When a reading or the count of one's thread ended, or a reading came when there was none. */
    private long lastChange;

    Standstill(ReadingPlaces places, ReadingThreads threads, long nowNanos) {
        this.places = places;
        this.threads = threads;
        this.lastChange = nowNanos;
    }

    /** A reading has ended, or comes when there is none. */
    void end(long nowNanos) {
        lastChange = nowNanos;
    }

    /** Slow threads don't count any more, as many as are needed. */
    void replaceSlow(long nowNanos) {
        if (isThere(SLOW_NANOS, nowNanos) && places.replaceSlow(SLOW_NANOS, nowNanos, threads)) {
            lastChange = nowNanos;
        }
    }

    private boolean isThere(long nanos, long nowNanos) {
        return places.waitingCount() > 0 && threads.areAllThere() && nowNanos - lastChange > nanos;
    }

    /** Returns why those that wait are not read; null if they may still be. */
    @Nullable
    String words(long nowNanos) {
        return isThere(PATIENCE_NANOS, nowNanos)
                ? "all " + threads.most() + " threads for that are taken by readings that don't end: "
                        + places.names(nowNanos)
                : null;
    }
}
