package io.github.processpool.internal.parent.map;

import io.github.processpool.MapOptions;
import io.github.processpool.TaskTimeoutException;
import io.github.processpool.TaskTimeoutException.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The map's own time, from its options and from its beginning on: tells {@link MapSupply} when it is over, and {@link MapWindow}
 * how long it may still wait. It ends nothing itself. Immutable.
 */
final class MapDeadline {

    private final MapHost host;
    private final @Nullable Duration limit;
    private final long begunNanos;

    /** The map begins now. */
    MapDeadline(MapHost host, MapOptions options) {
        this.host = host;
        this.limit = options.timeout().orElse(null);
        this.begunNanos = host.now();
    }

    /** How much of it is left, if it is limited. */
    long nanosLeft() {
        return limit == null ? Long.MAX_VALUE / 2 : Math.max(0, begunNanos + limit.toNanos() - host.now());
    }

    boolean isOver() {
        return limit != null && host.now() - begunNanos >= limit.toNanos();
    }

    TaskTimeoutException exceeded() {
        long millis = limit == null ? 0 : limit.toMillis();
        return new TaskTimeoutException(
                "The map of '" + host.name() + "' exceeded its timeout of " + millis / 1000.0
                        + " s; what had not begun was cancelled",
                Clock.DEADLINE,
                null);
    }
}
