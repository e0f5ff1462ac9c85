package io.github.processpool.internal.parent.log.log4j;

import io.github.processpool.internal.parent.log.level.LevelSource;
import io.github.processpool.internal.wire.message.Message.LogLevels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** The levels of Log4j's loggers. <b>Thread safety:</b> any thread. */
public final class Log4jLevels implements LevelSource {

    private final LoggerContext context;
    /** Whether it was told whom to tell; it keeps that for good. */
    private final AtomicBoolean told = new AtomicBoolean();

    Log4jLevels(LoggerContext context) {
        this.context = context;
    }

    /**
     * Returns those of the context that is in use here, which has to be that of Log4j's core.
     *
     * @return them
     */
    public static LevelSource inUse() {
        return new Log4jLevels((LoggerContext) LogManager.getContext(false));
    }

    @Override
    public Map<String, String> levels() {
        Map<String, String> levels = new LinkedHashMap<>();
        levels.put(
                LogLevels.ROOT,
                nameOf(context.getConfiguration().getRootLogger().getLevel()));
        for (LoggerConfig config : context.getConfiguration().getLoggers().values()) {
            Level level = config.getExplicitLevel();
            if (level != null && !config.getName().equals(LogManager.ROOT_LOGGER_NAME)) {
                levels.put(config.getName(), nameOf(level));
            }
        }
        return levels;
    }

    /** SLF4J does not know what is beyond an error, and no levels that somebody has made up. */
    private static String nameOf(Level level) {
        return switch (level.getStandardLevel()) {
            case OFF -> "OFF";
            case FATAL, ERROR -> "ERROR";
            case WARN -> "WARN";
            case INFO -> "INFO";
            case DEBUG -> "DEBUG";
            case TRACE -> "TRACE";
            case ALL -> "ALL";
        };
    }

    @Override
    public void onChange(Runnable listener) {
        if (told.compareAndSet(false, true)) {
            context.addPropertyChangeListener(event -> listener.run());
        }
    }
}
