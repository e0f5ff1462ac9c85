package io.github.processpool.internal.parent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loggers of this JVM that workers have named. Logging frameworks never forget a logger, so workers must not be able to name as
 * many as they like: beyond a number, events go to the one logger that speaks for workers.
 *
 * <p><b>Thread safety:</b> any thread; a few more than the number may get in at once.
 */
final class KnownLoggers {

    /** Who speaks for workers where none of their own loggers does. */
    static final String SPEAKER = "io.github.processpool.worker";

    private final int most;
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();

    KnownLoggers(int most) {
        this.most = most;
    }

    /** The logger of that name, or the one that speaks for workers. */
    Logger named(String name) {
        Logger known = loggers.get(name);
        if (known != null) {
            return known;
        } else if (loggers.size() >= most) {
            return LoggerFactory.getLogger(SPEAKER);
        }
        Logger made = LoggerFactory.getLogger(name);
        loggers.put(name, made);
        return made;
    }
}
