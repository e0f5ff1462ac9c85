package io.github.processpool.internal.parent.log.log4j;

import io.github.processpool.internal.parent.log.event.EventTarget;
import io.github.processpool.internal.parent.log.event.Slf4jEvents;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.List;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager.Log4jMarker;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;

/**
 * Logs events of workers with Log4j: through SLF4J, unless something of Log4j is asynchronous. That would write them when their futures
 * have ended, and under the name that the thread had before; then they go to the appenders on this thread, see {@link DirectAppenders}.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class Log4jEvents implements EventTarget {

    private final Slf4jEvents usual = new Slf4jEvents();
    private final LoggerContext context;
    /** Volatile: made anew by any thread when there is another configuration. */
    private volatile @Nullable DirectAppenders appenders;

    Log4jEvents(LoggerContext context) {
        this.context = context;
    }

    /**
     * Returns the log of the context that is in use here, which has to be that of Log4j's core.
     *
     * @return it
     */
    public static EventTarget inUse() {
        return new Log4jEvents((LoggerContext) LogManager.getContext(false));
    }

    @Override
    public void log(org.slf4j.Logger logger, org.slf4j.event.Level level, String message, LogRecord details) {
        DirectAppenders direct = appenders();
        if (direct.areNeeded()) {
            String name = logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)
                    ? LogManager.ROOT_LOGGER_NAME
                    : logger.getName();
            log(direct, context.getLogger(name), Level.valueOf(level.name()), message, details);
        } else {
            usual.log(logger, level, message, details);
        }
    }

    private DirectAppenders appenders() {
        DirectAppenders known = appenders;
        Configuration configuration = context.getConfiguration();
        if (known == null || !known.areOf(configuration)) {
            known = new DirectAppenders(context, configuration);
            appenders = known;
        }
        return known;
    }

    private void log(DirectAppenders direct, Logger logger, Level level, String message, LogRecord details) {
        RemoteProblem problem = details.thrown();
        Throwable thrown = problem == null ? null : Slf4jEvents.inWords(problem);
        Message text = new SimpleMessage(message);
        Marker marker = marker(details.markers());
        if (!logger.isEnabled(level, marker, text, thrown)) {
            return;
        }
        try (CloseableThreadContext.Instance pairs = CloseableThreadContext.putAll(details.pairs())) {
            LoggerConfig config = direct.configOf(logger.getName());
            direct.append(
                    Log4jLogEvent.newBuilder()
                            .setLoggerName(logger.getName())
                            .setLoggerFqcn(Log4jEvents.class.getName())
                            .setLevel(level)
                            .setMarker(marker)
                            .setMessage(text)
                            .setThrown(thrown)
                            .setEndOfBatch(true) // Otherwise an appender that flushes at the end of a batch keeps it.
                            .build(),
                    config);
        }
    }

    /** Log4j has one for an event. It is not registered: nobody would ever remove it. */
    private static @Nullable Marker marker(List<String> names) {
        return names.isEmpty() ? null : new Log4jMarker(names.get(names.size() - 1));
    }
}
