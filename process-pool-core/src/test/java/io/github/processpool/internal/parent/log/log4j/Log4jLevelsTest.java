package io.github.processpool.internal.parent.log.log4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.junit.jupiter.api.Test;

class Log4jLevelsTest {

    private final LoggerContext context = new LoggerContext("log4j-levels-test");
    private final Configuration configuration = new DefaultConfiguration();
    private final Log4jLevels levels = new Log4jLevels(context);

    Log4jLevelsTest() {
        context.start(configuration);
    }

    @Test
    void tellsTheLevelsThatLoggersHaveOfTheirOwn() {
        configuration.getRootLogger().setLevel(Level.WARN);
        configuration.addLogger("a.b", new LoggerConfig("a.b", Level.FATAL, true));
        configuration.addLogger("a.c", new LoggerConfig("a.c", Level.forName("NOTICE", 350), true));
        configuration.addLogger("a.d", new LoggerConfig("a.d", null, true));

        assertThat(levels.levels()).isEqualTo(Map.of("ROOT", "WARN", "a.b", "ERROR", "a.c", "WARN"));
    }

    @Test
    void hearsOfChangesOnceAlsoWhenItWasAskedTwiceAndTheContextWasStopped() {
        AtomicInteger changes = new AtomicInteger();
        Runnable listener = changes::incrementAndGet;
        levels.onChange(listener);
        context.stop();
        context.start(configuration);
        levels.onChange(listener);
        int before = changes.get();

        configuration.getRootLogger().setLevel(Level.DEBUG);
        context.updateLoggers();

        assertThat(changes.get()).isEqualTo(before + 1);
    }
}
