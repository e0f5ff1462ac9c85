package io.github.processpool.internal.worker.log4j;

import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.worker.WorkerLog;
import io.github.processpool.internal.worker.WorkerLog.LogContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/**
 * The one appender of a worker's Log4j: hands every event to the {@link WorkerLog}. It formats nothing but the message.
 *
 * <p><b>Thread safety:</b> any thread appends.
 */
final class ParentAppender extends AbstractAppender {

    ParentAppender() {
        super("PARENT", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
        Map<String, String> mdc = new LinkedHashMap<>();
        event.getContextData().forEach((key, value) -> mdc.put(key, String.valueOf(value)));
        WorkerLog.publish(
                levelOf(event.getLevel()),
                event.getLoggerName().isEmpty() ? "ROOT" : event.getLoggerName(),
                event.getThreadName(),
                event.getTimeMillis(),
                String.valueOf(event.getMessage().getFormattedMessage()),
                new LogContext(
                        mdc,
                        Map.of(),
                        event.getMarker() == null
                                ? List.of()
                                : List.of(event.getMarker().getName())),
                event.getThrown());
    }

    /** A level of the application's own counts as the standard one above it. */
    private static LogLevel levelOf(Level level) {
        return switch (level.getStandardLevel()) {
            case FATAL, ERROR, OFF -> LogLevel.ERROR;
            case WARN -> LogLevel.WARN;
            case INFO -> LogLevel.INFO;
            case DEBUG -> LogLevel.DEBUG;
            case TRACE, ALL -> LogLevel.TRACE;
        };
    }
}
