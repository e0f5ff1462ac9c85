package io.github.processpool.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** The log of a pool during a test, the output of its workers among it. */
public final class PoolLog implements BeforeEachCallback, AfterEachCallback {

    private static final String WORKER_OUTPUT = "io.github.processpool.worker";

    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            event.prepareForDeferredProcessing();
            events.add(event);
        }
    };

    @Override
    public void beforeEach(ExtensionContext context) {
        Logger logger = logger();
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger().detachAppender(appender);
        appender.stop();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.github.processpool");
    }

    public List<ILoggingEvent> events() {
        return List.copyOf(events);
    }

    /** Everything, with its level in front. */
    public List<String> lines() {
        return events.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    /** The lines that workers printed, with what the pool puts in front of each line. */
    public List<ILoggingEvent> workerEvents() {
        return events.stream()
                .filter(event -> event.getLoggerName().equals(WORKER_OUTPUT))
                .toList();
    }

    /** The lines that workers printed, as they did. */
    public List<String> workerLines() {
        return workerEvents().stream()
                .map(event -> event.getFormattedMessage().replaceFirst("^\\[[^]]*] ", ""))
                .toList();
    }

    public void awaitLine(String part) {
        Awaitility.await("a log line with '" + part + "'")
                .until(() -> lines().stream().anyMatch(line -> line.contains(part)));
    }
}
