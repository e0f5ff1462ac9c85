package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.log.event.EventTarget;
import io.github.processpool.internal.parent.log.event.Slf4jEvents;
import io.github.processpool.internal.parent.log.level.LevelSource;
import io.github.processpool.internal.parent.log.log4j.Log4jEvents;
import io.github.processpool.internal.parent.log.log4j.Log4jLevels;
import io.github.processpool.internal.parent.log.logback.LogbackEvents;
import io.github.processpool.internal.parent.log.logback.LogbackLevels;
import io.github.processpool.internal.system.LogProvider;
import org.slf4j.LoggerFactory;

/**
 * The logging framework that SLF4J uses in this JVM, looked for when the first pool asks. Immutable.
 *
 * @param levels which levels its loggers have
 * @param events where events of workers go
 */
record LoggingFramework(LevelSource levels, EventTarget events) {

    /** Made by the first who asks. */
    private static final class Holder {

        static final LoggingFramework FOUND = find();
    }

    static LoggingFramework inUse() {
        return Holder.FOUND;
    }

    private static LoggingFramework find() {
        if (!LogProvider.isThere()) {
            return new LoggingFramework(new RootThreshold(), new Slf4jEvents());
        }
        // The framework may lie on the class path, though this library is a module.
        LoggingFramework.class
                .getModule()
                .addReads(ClassLoader.getSystemClassLoader().getUnnamedModule());
        String factory = LoggerFactory.getILoggerFactory().getClass().getName();
        try {
            return switch (factory) {
                case "ch.qos.logback.classic.LoggerContext" ->
                    new LoggingFramework(LogbackLevels.inUse(), new LogbackEvents());
                case "org.apache.logging.slf4j.Log4jLoggerFactory" ->
                    new LoggingFramework(Log4jLevels.inUse(), Log4jEvents.inUse());
                default -> new LoggingFramework(new RootThreshold(), new Slf4jEvents());
            };
        } catch (RuntimeException | LinkageError e) {
            return new LoggingFramework(new RootThreshold(), new Slf4jEvents()); // Another version, or only a part.
        }
    }
}
