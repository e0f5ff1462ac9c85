package io.github.processpool.internal.parent.log.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.async.AsyncLoggerConfig;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.filter.MarkerFilter;
import org.apache.logging.log4j.core.filter.ThresholdFilter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.helpers.NOPLogger;

/** Whatever of Log4j is asynchronous, an event is written by the thread that has it. */
@Timeout(60)
class Log4jEventsTest {

    private static final LogRecord NO_DETAILS =
            new LogRecord(LogLevel.INFO, 0, "", "", "", Map.of(), Map.of(), List.of(), null);

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final DefaultConfiguration configuration = new DefaultConfiguration();
    private final AbstractAppender appender = new AbstractAppender("memory", null, null, true, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
            LogEvent kept = event.toImmutable();
            written.add(Thread.currentThread().getName() + " " + kept.getThreadName() + " " + kept.getLoggerName() + " "
                    + kept.getLevel() + " " + kept.getMessage().getFormattedMessage());
            last = kept;
        }
    };

    private LogEvent last = new org.apache.logging.log4j.core.impl.Log4jLogEvent();
    private LoggerContext context = new LoggerContext("log4j-events-test");

    @AfterEach
    void stop() {
        context.stop();
    }

    /** As SLF4J has it, which only tells its name here. */
    private static org.slf4j.Logger logger(String loggerName) {
        return new NOPLogger() {
            @Override
            public String getName() {
                return loggerName;
            }
        };
    }

    private void start(LoggerConfig... loggers) {
        appender.start();
        configuration.addAppender(appender);
        configuration.getRootLogger().getAppenders().keySet().forEach(configuration.getRootLogger()::removeAppender);
        for (LoggerConfig logger : loggers) {
            configuration.addLogger(logger.getName(), logger);
        }
        context.start(configuration);
    }

    private static AppenderRef reference(String name, Level level) {
        return AppenderRef.createAppenderRef(name, level, null);
    }

    /** A logger that refers to the appender as in a file. */
    @SuppressWarnings("deprecation") // The builder's types fit nobody.
    private LoggerConfig asynchronous(String name, boolean additive, AppenderRef reference) {
        LoggerConfig made = AsyncLoggerConfig.createLogger(
                additive,
                Level.INFO,
                name,
                "false",
                new AppenderRef[] {reference},
                Property.EMPTY_ARRAY,
                configuration,
                null);
        made.addAppender(appender, reference.getLevel(), reference.getFilter());
        return made;
    }

    private void log(String logger, org.slf4j.event.Level level, LogRecord details) {
        new Log4jEvents(context).log(logger(logger), level, "spoken", details);
    }

    private static String here(String words) {
        String thread = Thread.currentThread().getName();
        return thread + " " + thread + " " + words;
    }

    @Test
    void whereAllLoggersAreAsynchronousTheEventIsThereAndHasTheNameThatTheThreadHasNow() {
        context = new AsyncLoggerContext("log4j-events-test");
        start();
        configuration.getRootLogger().setLevel(Level.INFO);
        configuration.getRootLogger().addAppender(appender, null, null);
        String usual = Thread.currentThread().getName();
        try {
            for (String name : List.of("pool-w0-t1", "pool-w0-t2")) {
                Thread.currentThread().setName(name);
                log("it.Speaker", org.slf4j.event.Level.INFO, NO_DETAILS);
                assertThat(written).last().isEqualTo(name + " " + name + " it.Speaker INFO spoken");
            }
        } finally {
            Thread.currentThread().setName(usual);
        }
        assertThat(written).hasSize(2);
    }

    @Test
    void whereSomeLoggersAreAsynchronousLevelsOfReferencesAndAdditivityCount() {
        LoggerConfig wants = asynchronous("it", false, reference("memory", Level.WARN));
        start(wants, asynchronous("other", true, reference("memory", Level.INFO)));
        configuration.getRootLogger().addAppender(appender, null, null);

        log("it.Speaker", org.slf4j.event.Level.INFO, NO_DETAILS);
        assertThat(written).isEmpty();
        log("it.Speaker", org.slf4j.event.Level.WARN, NO_DETAILS);
        assertThat(written).containsExactly(here("it.Speaker WARN spoken"));
        log("other", org.slf4j.event.Level.WARN, NO_DETAILS);
        assertThat(written).hasSize(3);
        log("ROOT", org.slf4j.event.Level.ERROR, NO_DETAILS);
        assertThat(written).last().isEqualTo(here(" ERROR spoken"));
    }

    @Test
    void anAsynchronousAppenderIsAskedForItsFilterAndPassedBy() {
        AsyncAppender.Builder<?> builder = AsyncAppender.newBuilder();
        builder.setFilter(ThresholdFilter.createFilter(Level.ERROR, Filter.Result.NEUTRAL, Filter.Result.DENY));
        AsyncAppender queue = builder.setName("queue")
                .setAppenderRefs(new AppenderRef[] {reference("memory", null)})
                .setConfiguration(configuration)
                .build();
        start();
        queue.start();
        configuration.addAppender(queue);
        configuration.getRootLogger().addAppender(queue, null, null);

        log("it.Speaker", org.slf4j.event.Level.WARN, NO_DETAILS);
        log("it.Speaker", org.slf4j.event.Level.ERROR, NO_DETAILS);

        assertThat(written).containsExactly(here("it.Speaker ERROR spoken"));
        queue.stop();
    }

    @Test
    void markersPairsAndExceptionsBelongToTheEventAndFiltersOfTheConfigurationCount() {
        LoggerConfig speaker = asynchronous("it", false, reference("memory", null));
        start(speaker);
        configuration.addFilter(MarkerFilter.createFilter("SECRET", Filter.Result.DENY, Filter.Result.NEUTRAL));
        context.updateLoggers();
        RemoteProblem problem = RemoteProblem.of(new IllegalStateException("no more"));

        log("it", org.slf4j.event.Level.WARN, details("SECRET", problem));
        assertThat(written).isEmpty();
        log("it", org.slf4j.event.Level.WARN, details("AUDIT", problem));

        assertThat(written).hasSize(1);
        assertThat(last.getMarker().getName()).isEqualTo("AUDIT");
        assertThat(last.getContextData().<String>getValue("amount")).isEqualTo("12");
        assertThat(last.getThrown()).hasMessageStartingWith("java.lang.IllegalStateException: no more\n\tat ");
    }

    @Test
    void anAppenderThatFlushesAtTheEndOfABatchWritesEachEventAtOnce(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("events.log");
        FileAppender buffered = FileAppender.newBuilder()
                .withFileName(file.toString())
                .setName("file")
                .setImmediateFlush(false)
                .setConfiguration(configuration)
                .build();
        buffered.start();
        configuration.addAppender(buffered);
        start(asynchronous("it", false, reference("memory", null)));
        configuration.getLoggerConfig("it").addAppender(buffered, null, null);

        log("it", org.slf4j.event.Level.WARN, NO_DETAILS);

        assertThat(file).hasContent("spoken");
    }

    private static LogRecord details(String marker, RemoteProblem problem) {
        return new LogRecord(
                LogLevel.WARN, 0, "it", "", "", Map.of(), Map.of("amount", "12"), List.of(marker), problem);
    }
}
