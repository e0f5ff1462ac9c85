package io.github.processpool.internal.parent.task;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the {@link Readings} when a reading has ended, and tells them in words if none does for long while others wait for a
 * thread. It refuses none.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@code Readings}.
 */
final class Standstill {

    /** How long no reading has to end before those that wait for a thread are refused. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final ReadingPlaces places;
    private final ReadingThreads threads;
    private long lastEnd;

    Standstill(ReadingPlaces places, ReadingThreads threads, long nowNanos) {
        this.places = places;
        this.threads = threads;
        this.lastEnd = nowNanos;
    }

    /** A reading has ended, or comes when there is none. */
    void end(long nowNanos) {
        lastEnd = nowNanos;
    }

    /** Returns why those that wait are not read; null if they may still be. */
    @Nullable
    String words(long nowNanos) {
        boolean stands = places.waitingCount() > 0 && threads.areAllThere() && nowNanos - lastEnd > PATIENCE_NANOS;
        return stands
                ? "all " + threads.most() + " threads for that are taken by readings that don't end: "
                        + places.names(nowNanos)
                : null;
    }
}
