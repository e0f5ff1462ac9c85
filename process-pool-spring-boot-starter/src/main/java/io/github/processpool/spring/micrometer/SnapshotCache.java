package io.github.processpool.spring.micrometer;

import io.github.processpool.PoolSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a snapshot for a second: a scrape reads many gauges, and a snapshot reads a file of the operating system per worker.
 *
 * <p><b>Thread safety:</b> any thread; those that come at the same time wait for one snapshot.
 */
final class SnapshotCache {

    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<PoolSnapshot> source;
    private final LongSupplier ticker;
    /** Guarded by this, and so is the time. */
    private @Nullable PoolSnapshot snapshot;

    private long takenNanos;

    SnapshotCache(Supplier<PoolSnapshot> source, LongSupplier ticker) {
        this.source = source;
        this.ticker = ticker;
    }

    synchronized PoolSnapshot get() {
        long now = ticker.getAsLong();
        PoolSnapshot current = snapshot;
        if (current == null || now - takenNanos >= LIFETIME_NANOS) {
            current = source.get();
            snapshot = current;
            takenNanos = now;
        }
        return current;
    }
}
