package io.github.processpool.internal.parent.log.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LogbackLevelsTest {

    private final LoggerContext context = new LoggerContext();
    private final LogbackLevels levels = new LogbackLevels(context);

    LogbackLevelsTest() {
        context.start();
    }

    @Test
    void tellsTheLevelsThatLoggersHaveOfTheirOwn() {
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("a.b").setLevel(Level.OFF);
        context.getLogger("a.b.c");

        assertThat(levels.levels()).isEqualTo(Map.of("ROOT", "WARN", "a.b", "OFF"));
    }

    @Test
    void hearsOfChangesAlsoAfterTheContextWasConfiguredAnew() {
        AtomicInteger changes = new AtomicInteger();
        levels.onChange(changes::incrementAndGet);
        context.reset();
        int before = changes.get();

        context.getLogger("a.b").setLevel(Level.DEBUG);

        assertThat(changes.get()).isEqualTo(before + 1);
    }

    @Test
    void hearsOfEachChangeOnceAfterTheContextWasStoppedAndSomebodyHasAskedAgain() {
        AtomicInteger changes = new AtomicInteger();
        Runnable listener = changes::incrementAndGet;
        levels.onChange(listener);
        context.stop();
        levels.onChange(listener);
        assertThat(context.getCopyOfListenerList()).isEmpty();
        context.start();
        levels.onChange(listener);
        levels.onChange(listener);
        int before = changes.get();

        context.getLogger("a.b").setLevel(Level.DEBUG);

        assertThat(changes.get()).isEqualTo(before + 1);
    }
}
