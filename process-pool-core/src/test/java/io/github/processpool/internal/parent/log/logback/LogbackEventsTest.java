package io.github.processpool.internal.parent.log.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.MarkerFilter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.RemoteProblem;
import io.github.processpool.testing.CapturedLog;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MarkerFactory;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.SubstituteLogger;

@Timeout(60)
class LogbackEventsTest {

    private final LoggerContext context = new LoggerContext();
    private final List<ILoggingEvent> written = new CopyOnWriteArrayList<>();
    private final List<Thread> writers = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            written.add(event);
            writers.add(Thread.currentThread());
        }
    };

    LogbackEventsTest() {
        context.setMDCAdapter(new BasicMDCAdapter());
        context.start();
        appender.setContext(context);
        appender.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static LogRecord details(Throwable thrown, String... markers) {
        return new LogRecord(
                LogLevel.WARN,
                0,
                "it",
                "",
                "",
                Map.of(),
                Map.of("amount", "12"),
                List.of(markers),
                thrown == null ? null : RemoteProblem.of(thrown));
    }

    private void log(String logger, org.slf4j.event.Level level, LogRecord details) {
        new LogbackEvents().log(context.getLogger(logger), level, "spoken", details);
    }

    @Test
    void anEventHasItsExceptionMarkersAndPairs() {
        context.getLogger("it").addAppender(appender);

        log("it", org.slf4j.event.Level.WARN, details(new IllegalStateException("no more"), "AUDIT"));

        ILoggingEvent event = written.get(0);
        assertThat(event.getThrowableProxy().getClassName()).isEqualTo("java.lang.IllegalStateException");
        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("no more");
        assertThat(event.getMarkerList()).containsExactly(MarkerFactory.getDetachedMarker("AUDIT"));
        assertThat(event.getKeyValuePairs()).hasToString("[amount=\"12\"]");
        assertThat(event.getLevel()).isEqualTo(Level.WARN);
        assertThat(event.getLoggerName()).isEqualTo("it");
    }

    /** SLF4J gives it to those who come while a provider is being set up. */
    @Test
    void aSubstituteStandsForTheLoggerOfItsName() {
        String name = getClass().getName() + ".substitute";
        try (CapturedLog captured = CapturedLog.of(name)) {
            SubstituteLogger substitute = new SubstituteLogger(name, new ArrayDeque<>(), false);

            new LogbackEvents().log(substitute, org.slf4j.event.Level.WARN, "spoken", details(null));

            assertThat(captured.messages()).containsExactly("spoken");
        }
    }

    @Test
    void appendersOfTheLoggersAboveWriteItToo() {
        Logger nested = context.getLogger("it.Outer$Inner");
        context.getLogger("it.Outer").addAppender(appender);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);

        log(nested.getName(), org.slf4j.event.Level.INFO, details(null));
        assertThat(written).hasSize(2);

        context.getLogger("it").setAdditive(false);
        log(nested.getName(), org.slf4j.event.Level.INFO, details(null));
        assertThat(written).hasSize(3);
    }

    @Test
    void anAsynchronousAppenderIsAskedForItsFiltersAndPassedBy() {
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.addAppender(appender);
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel("ERROR");
        filter.start();
        queue.addFilter(filter);
        queue.start();
        context.getLogger("it").addAppender(queue);

        log("it", org.slf4j.event.Level.WARN, details(null));
        log("it", org.slf4j.event.Level.ERROR, details(null));

        assertThat(written).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);
        assertThat(writers).containsExactly(Thread.currentThread());
    }

    @Test
    void whatAFilterOfTheContextRefusesIsNotWritten() {
        MarkerFilter filter = new MarkerFilter();
        filter.setMarker("SECRET");
        filter.setOnMatch(FilterReply.DENY.name());
        filter.start();
        context.addTurboFilter(filter);
        context.getLogger("it").addAppender(appender);

        log("it", org.slf4j.event.Level.ERROR, details(null, "SECRET"));
        log("it", org.slf4j.event.Level.ERROR, details(null));

        assertThat(written).hasSize(1);
    }
}
