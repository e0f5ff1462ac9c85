package io.github.processpool.cluster.internal.jgroups;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Whatever is logged in this JVM until it is closed. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    LogLines() {
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent line) {
        lines.add(line);
    }

    /** Those of a level, and of worse ones. */
    List<String> messages(Level level) {
        return lines.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
