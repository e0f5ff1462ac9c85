package io.github.processpool.internal.worker.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.worker.WorkerLog;
import io.github.processpool.internal.worker.WorkerLog.LogContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * The one appender of a worker's Logback: hands every event to the {@link WorkerLog}. It formats nothing but the message.
 *
 * <p>When Logback is configured anew with a configuration that names this class, another one takes its place. An application
 * that configures it otherwise has a reason for that.
 *
 * <p><b>Thread safety:</b> Logback appends from any thread; all else as {@link WorkerLog} says.
 */
public final class ParentAppender extends UnsynchronizedAppenderBase<ILoggingEvent> implements WorkerLog.Framework {

    /** The one that was started last, in the one context of this process; guarded by the class. */
    private static @Nullable ParentAppender last;

    /** Made by Logback, as its configuration says. */
    public ParentAppender() {}

    @Override
    public void start() {
        super.start();
        ParentAppender before;
        synchronized (ParentAppender.class) {
            before = last;
            last = this;
        }
        if (root().getLevel() == Level.DEBUG) {
            root().setLevel(Level.INFO); // The level that Logback begins with is none that anybody has asked for.
        }
        WorkerLog.enter(this, before);
        WorkerLog.forgetConfiguration("logback.configurationFile");
    }

    @Override
    protected void append(ILoggingEvent event) {
        WorkerLog.publish(
                levelOf(event.getLevel()),
                event.getLoggerName(),
                event.getThreadName(),
                event.getTimeStamp(),
                String.valueOf(event.getFormattedMessage()),
                new LogContext(withoutNulls(event.getMDCPropertyMap()), pairs(event), markers(event)),
                thrown(event.getThrowableProxy()));
    }

    private static LogLevel levelOf(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> LogLevel.ERROR;
            case Level.WARN_INT -> LogLevel.WARN;
            case Level.INFO_INT -> LogLevel.INFO;
            case Level.DEBUG_INT -> LogLevel.DEBUG;
            default -> LogLevel.TRACE;
        };
    }

    private static Map<String, String> withoutNulls(@Nullable Map<String, String> mdc) {
        if (mdc == null || mdc.isEmpty()) {
            return Map.of();
        }
        Map<String, String> copy = new LinkedHashMap<>();
        mdc.forEach((key, value) -> copy.put(String.valueOf(key), String.valueOf(value)));
        return copy;
    }

    private static Map<String, String> pairs(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs == null || pairs.isEmpty()) {
            return Map.of();
        }
        Map<String, String> copy = new LinkedHashMap<>();
        pairs.forEach(pair -> copy.put(String.valueOf(pair.key), String.valueOf(pair.value)));
        return copy;
    }

    private static List<String> markers(ILoggingEvent event) {
        List<Marker> markers = event.getMarkerList();
        return markers == null || markers.isEmpty()
                ? List.of()
                : markers.stream().map(Marker::getName).toList();
    }

    /** One that was made from no exception of this JVM has no stack trace to print. */
    private static @Nullable Throwable thrown(@Nullable IThrowableProxy proxy) {
        return proxy instanceof ThrowableProxy own ? own.getThrowable() : null;
    }

    // -- Called by the WorkerLog --

    @Override
    public void setLevels(Map<String, String> wanted) {
        LoggerContext context = (LoggerContext) getContext();
        wanted.forEach((name, level) -> {
            Logger logger = context.getLogger(name);
            if (!level.isEmpty()) {
                logger.setLevel(Level.toLevel(level, logger.getLevel()));
            } else if (logger != root()) {
                logger.setLevel(null);
            }
        });
    }

    private Logger root() {
        return ((LoggerContext) getContext()).getLogger(Logger.ROOT_LOGGER_NAME);
    }
}
