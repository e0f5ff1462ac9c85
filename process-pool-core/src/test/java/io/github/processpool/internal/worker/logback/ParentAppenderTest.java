package io.github.processpool.internal.worker.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a context of its own, in a JVM that is no worker: it publishes nothing. */
class ParentAppenderTest {

    private final LoggerContext context = new LoggerContext();
    private final Logger root = context.getLogger("ROOT");
    private ParentAppender appender;

    @BeforeEach
    void configure() throws JoranException {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(ParentAppender.class.getResource("worker-logback.xml"));
        appender = (ParentAppender) root.getAppender("PARENT");
    }

    private static List<Appender<ILoggingEvent>> appenders(Logger logger) {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }

    @Test
    void isTheOnlyAppenderOfTheWorkersConfiguration() {
        assertThat(appenders(root)).containsExactly(appender);
        assertThat(appender.isStarted()).isTrue();
        assertThat(root.getLevel()).isEqualTo(Level.INFO);
        assertThat(context.getStatusManager().getCopyOfStatusList()).noneMatch(status -> status.getLevel() > 0);
    }

    @Test
    void setsLevelsAndTakesThemBack() {
        appender.setLevels(Map.of("ROOT", "WARN", "a.b", "DEBUG"));
        assertThat(root.getLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("a.b").getLevel()).isEqualTo(Level.DEBUG);

        appender.setLevels(Map.of("ROOT", "", "a.b", ""));
        assertThat(root.getLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger("a.b").getLevel()).isNull();
    }
}
