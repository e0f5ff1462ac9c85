package io.github.processpool.spring.worker.run;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Has what Spring says in a worker depend on the levels of Spring's loggers: its contexts and bean factories name their loggers by
 * the class that they are, which in a worker is one of ours, so that a level for this library would make Spring talk. Whoever has set a
 * level for exactly one of these loggers keeps it. Stateless.
 */
final class LoggersOfSpring {

    private LoggersOfSpring() {}

    /** To be called when logging has been set up. */
    static void follow(LoggingSystem logging, Class<?>... extensions) {
        for (Class<?> extension : extensions) {
            try {
                follow(logging, extension);
            } catch (RuntimeException | LinkageError e) {
                // Access to the logging library that somebody has written need not know levels; then Spring talks.
            }
        }
    }

    private static void follow(LoggingSystem logging, Class<?> extension) {
        String own = extension.getName();
        LoggerConfiguration set = logging.getLoggerConfiguration(own);
        if (extension.getSuperclass() == null || set != null && set.getConfiguredLevel() != null) {
            return;
        }
        LogLevel wanted = effectiveLevel(logging, extension.getSuperclass().getName());
        LogLevel now = effectiveLevel(logging, own);
        if (wanted != null && now != null && now.compareTo(wanted) < 0) {
            logging.setLogLevel(own, wanted);
        }
    }

    /** That of the nearest logger that there is; null: there is nothing to ask, or it has no name for the level. */
    private static @Nullable LogLevel effectiveLevel(LoggingSystem logging, String name) {
        String each = name;
        while (true) {
            LoggerConfiguration known =
                    logging.getLoggerConfiguration(each.isEmpty() ? LoggingSystem.ROOT_LOGGER_NAME : each);
            if (known != null && known.getLevelConfiguration().isCustom()) {
                return null;
            }
            if (known != null || each.isEmpty()) {
                return known == null ? null : known.getEffectiveLevel();
            }
            each = each.substring(0, Math.max(0, each.lastIndexOf('.')));
        }
    }
}
