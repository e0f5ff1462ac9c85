package io.github.processpool.spring.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** The level of a bean factory's logger, whose class is ours and whose words are Spring's. */
class LoggersOfSpringTest {

    private static final String OWN = WorkerBeanFactory.class.getName();

    private final Map<String, LogLevel> levels = new TreeMap<>(Map.of("ROOT", LogLevel.INFO));

    private final LoggingSystem logging = new LoggingSystem() {
        @Override
        public void beforeInitialize() {}

        @Override
        public void setLogLevel(@Nullable String name, @Nullable LogLevel level) {
            levels.put(String.valueOf(name), level);
        }

        @Override
        public @Nullable LoggerConfiguration getLoggerConfiguration(String name) {
            LogLevel level = levels.get(name);
            return level != null
                    ? new LoggerConfiguration(name, level, level)
                    : OWN.equals(name) ? new LoggerConfiguration(name, null, ofParents(name)) : null;
        }
    };

    private LogLevel ofParents(String name) {
        String each = name;
        while (each.contains(".")) {
            each = each.substring(0, each.lastIndexOf('.'));
            if (levels.containsKey(each)) {
                return levels.get(each);
            }
        }
        return levels.get("ROOT");
    }

    private void follow() {
        LoggersOfSpring.follow(logging, WorkerBeanFactory.class);
    }

    @Test
    void levelOfThisLibraryDoesNotMakeSpringTalk() {
        levels.put("io.github.processpool", LogLevel.DEBUG);

        follow();

        assertThat(levels).containsEntry(OWN, LogLevel.INFO);
    }

    @Test
    void levelOfSpringHolds() {
        levels.put("io.github.processpool", LogLevel.TRACE);
        levels.put("org.springframework.beans", LogLevel.DEBUG);

        follow();

        assertThat(levels).containsEntry(OWN, LogLevel.DEBUG);
    }

    @Test
    void levelOfExactlyThatLoggerIsLeft() {
        levels.put(OWN, LogLevel.DEBUG);

        follow();

        assertThat(levels).containsEntry(OWN, LogLevel.DEBUG);
    }

    @Test
    void nothingIsSetWhereSpringWouldSayAsMuch() {
        follow();

        assertThat(levels).containsOnlyKeys("ROOT");
    }

    @Test
    void accessThatKnowsNoLevelsIsLeftAlone() {
        LoggersOfSpring.follow(
                LoggingSystem.get(getClass().getClassLoader()), Object.class, DefaultListableBeanFactory.class);

        assertThat(levels).containsOnlyKeys("ROOT");
    }
}
