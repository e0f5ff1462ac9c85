package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.pool.PoolLoggers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * The loggers of this JVM that workers have named. Logging frameworks never forget a logger, and may make one for each part of its
 * name, so workers must not be able to name as many as they like: beyond a number of parts, events go to the one logger that
 * speaks for workers.
 *
 * <p><b>Thread safety:</b> any thread; a few more than the number may get in at once.
 */
final class KnownLoggers {

    /** The logger that speaks for workers where none of their own does. */
    static final String SPEAKER = "io.github.processpool.worker";

    /** For how many parts of names there is room. */
    private final AtomicInteger room;

    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    KnownLoggers(int mostParts) {
        this.room = new AtomicInteger(mostParts);
    }

    /** The logger of that name, or the one that speaks for workers. */
    Logger named(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        }
        int parts = parts(name);
        if (parts > room.get()) {
            return PoolLoggers.named(SPEAKER);
        }
        Logger made = PoolLoggers.named(name);
        if (loggers.put(name, made) == null) {
            room.addAndGet(-parts);
        }
        return made;
    }

    /** As Logback sees them. */
    private static int parts(String name) {
        return 1 + (int) name.chars().filter(c -> c == '.' || c == '$').count();
    }
}
