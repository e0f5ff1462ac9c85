package io.github.processpool.internal.parent.log.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.TurboFilterList;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AsyncAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.FilterReply;
import io.github.processpool.internal.parent.log.event.EventTarget;
import io.github.processpool.internal.parent.pool.PoolLoggers;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Logs events of workers with Logback: an exception under the name of the worker's class, which structured logs show as the type of
 * the error; and past the queue of an asynchronous appender, on the thread that has the event.
 *
 * <p>An asynchronous appender behind another appender keeps its queue.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class LogbackEvents implements EventTarget {

    /** Keeps nothing. */
    public LogbackEvents() {}

    @Override
    public void log(org.slf4j.Logger logger, org.slf4j.event.Level level, String message, LogRecord details) {
        // One that was asked for while Logback was being set up is a substitute for good.
        Logger own = (Logger) (logger instanceof Logger ? logger : PoolLoggers.named(logger.getName()));
        LoggingEvent event = event(own, Level.convertAnSLF4JLevel(level), message, details);
        if (!isRefused(own, event)) {
            append(own, event);
        }
    }

    /** By the filters that Logback asks before there is an event; nobody asks them here but for the level. */
    private static boolean isRefused(Logger logger, LoggingEvent event) {
        TurboFilterList filters = logger.getLoggerContext().getTurboFilterList();
        if (filters.isEmpty()) {
            return false;
        }
        List<Marker> markers = event.getMarkerList();
        Marker marker = markers == null || markers.isEmpty() ? null : markers.get(0);
        return filters.getTurboFilterChainDecision(marker, logger, event.getLevel(), event.getMessage(), null, null)
                == FilterReply.DENY;
    }

    private static LoggingEvent event(Logger logger, Level level, String message, LogRecord details) {
        LoggingEvent event = new LoggingEvent(LogbackEvents.class.getName(), logger, level, message, null, null);
        details.markers().forEach(marker -> event.addMarker(MarkerFactory.getDetachedMarker(marker)));
        details.pairs().forEach((key, value) -> event.addKeyValuePair(new KeyValuePair(key, value)));
        RemoteProblem problem = details.thrown();
        if (problem != null) {
            event.setThrowableProxy(RemoteThrowable.of(problem));
        }
        return event;
    }

    /** To the appenders of a logger and of those above it. */
    private static void append(Logger first, ILoggingEvent event) {
        Logger logger = first;
        while (logger != null) {
            appendHere(logger, event);
            logger = logger.isAdditive() ? above(logger) : null;
        }
    }

    private static void appendHere(AppenderAttachable<ILoggingEvent> place, ILoggingEvent event) {
        for (Iterator<Appender<ILoggingEvent>> all = place.iteratorForAppenders(); all.hasNext(); ) {
            Appender<ILoggingEvent> appender = all.next();
            if (!(appender instanceof AsyncAppenderBase<ILoggingEvent> queue)) {
                appender.doAppend(event);
            } else if (queue.isStarted() && queue.getFilterChainDecision(event) != FilterReply.DENY) {
                appendHere(queue, event);
            }
        }
    }

    /** Null above the root. Logback has made them all. */
    private static @Nullable Logger above(Logger logger) {
        String name = logger.getName();
        LoggerContext context = logger.getLoggerContext();
        if (name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
            return null;
        }
        int end = Math.max(name.lastIndexOf('.'), name.lastIndexOf('$'));
        return context.getLogger(end <= 0 ? org.slf4j.Logger.ROOT_LOGGER_NAME : name.substring(0, end));
    }
}
