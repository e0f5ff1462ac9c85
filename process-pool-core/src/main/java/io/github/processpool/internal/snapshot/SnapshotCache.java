package io.github.processpool.internal.snapshot;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a snapshot for a second, of a pool for example: a scrape reads many gauges, and a snapshot reads a file of the operating system
 * per worker. It does not refer to what the snapshots are of: who asks brings it along.
 *
 * <p><b>Thread safety:</b> any thread; those that come at the same time wait for one snapshot.
 *
 * @param <T> what is kept
 */
public final class SnapshotCache<T> {

    private static final long LIFETIME_NANOS = 1_000_000_000;

    private final LongSupplier ticker;
    /** Guarded by this, and so is the time. */
    private @Nullable T snapshot;

    private long takenNanos;

    /** Creates an empty cache that asks the JVM's clock. */
    public SnapshotCache() {
        this(System::nanoTime);
    }

    SnapshotCache(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Returns the snapshot that is kept, or one from the source if that is older than a second. What the source throws is thrown. */
    public synchronized T get(Supplier<T> source) {
        long now = ticker.getAsLong();
        T current = snapshot;
        if (current == null || now - takenNanos >= LIFETIME_NANOS) {
            current = source.get();
            snapshot = current;
            takenNanos = now;
        }
        return current;
    }

    /** Returns the last snapshot, however old it is; null if there never was one. */
    public synchronized @Nullable T last() {
        return snapshot;
    }
}
