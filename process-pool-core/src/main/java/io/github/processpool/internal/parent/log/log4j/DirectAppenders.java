package io.github.processpool.internal.parent.log.log4j;

import java.util.Collection;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.AppenderControl;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;

/**
 * The appenders of one configuration of Log4j, called on the thread that has an event: past the queue of asynchronous loggers, be it all
 * or some of them, and past that of an {@link AsyncAppender} that a logger refers to. Filters, levels and additivity count as always.
 *
 * <p>An asynchronous appender behind another appender, one that routes or rewrites, keeps its queue.
 *
 * <p><b>Thread safety:</b> any thread, as appenders themselves.
 */
final class DirectAppenders {

    private static final String ASYNCHRONOUS = "org.apache.logging.log4j.core.async.";

    private final Configuration configuration;
    private final boolean needed;

    DirectAppenders(LoggerContext context, Configuration configuration) {
        this.configuration = configuration;
        Collection<LoggerConfig> loggers = configuration.getLoggers().values();
        this.needed = isAsynchronous(context)
                || isAsynchronous(configuration.getRootLogger())
                || loggers.stream().anyMatch(DirectAppenders::isAsynchronous)
                || configuration.getAppenders().values().stream().anyMatch(AsyncAppender.class::isInstance);
    }

    /** By its name: to load the class would need a library that is there only for those who use it. */
    private static boolean isAsynchronous(Object part) {
        return part.getClass().getName().startsWith(ASYNCHRONOUS);
    }

    boolean areOf(Configuration other) {
        return configuration == other;
    }

    /** Returns whether anything of Log4j would hold an event in a queue. */
    boolean areNeeded() {
        return needed;
    }

    /** Returns that of a logger, or of the one above it that has one. */
    LoggerConfig configOf(String logger) {
        return configuration.getLoggerConfig(logger);
    }

    /** Has the appenders of a logger and of those above it write an event. */
    void append(LogEvent event, LoggerConfig first) {
        LoggerConfig config = first;
        while (config != null && !config.isFiltered(event)) {
            for (Appender appender : config.getAppenders().values()) {
                control(appender, config).callAppender(event);
            }
            config = config.isAdditive() ? config.getParent() : null;
        }
    }

    private static AppenderControl control(Appender appender, LoggerConfig config) {
        Appender direct = appender instanceof AsyncAppender queue ? new Behind(queue) : appender;
        for (AppenderRef reference : config.getAppenderRefs()) {
            if (reference.getRef().equals(appender.getName())) {
                return control(direct, reference.getLevel(), reference.getFilter());
            }
        }
        return control(direct, null, null);
    }

    private static AppenderControl control(Appender appender, @Nullable Level level, @Nullable Filter filter) {
        return new AppenderControl(appender, level, filter);
    }

    /** The appenders that an asynchronous one hands its events to. */
    private static final class Behind extends AbstractAppender {

        private final AsyncAppender queue;

        private Behind(AsyncAppender queue) {
            super(queue.getName(), queue.getFilter(), null, queue.ignoreExceptions(), Property.EMPTY_ARRAY);
            this.queue = queue;
        }

        @Override
        public boolean isStarted() {
            return queue.isStarted();
        }

        @Override
        public void append(LogEvent event) {
            queue.logMessageInCurrentThread(event);
        }
    }
}
