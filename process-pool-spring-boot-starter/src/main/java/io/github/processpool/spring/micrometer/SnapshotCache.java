package io.github.processpool.spring.micrometer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a snapshot for a second, of a pool for example: a scrape reads many gauges, and a snapshot reads a file of the operating system
 * per worker.
 *
 * <p><b>Thread safety:</b> any thread; those that come at the same time wait for one snapshot.
 */
final class SnapshotCache<T> {

    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<T> source;
    private final LongSupplier ticker;
    /** Guarded by this, and so is the time. */
    private @Nullable T snapshot;

    private long takenNanos;

    SnapshotCache(Supplier<T> source, LongSupplier ticker) {
        this.source = source;
        this.ticker = ticker;
    }

    synchronized T get() {
        long now = ticker.getAsLong();
        T current = snapshot;
        if (current == null || now - takenNanos >= LIFETIME_NANOS) {
            current = source.get();
            snapshot = current;
            takenNanos = now;
        }
        return current;
    }
}
