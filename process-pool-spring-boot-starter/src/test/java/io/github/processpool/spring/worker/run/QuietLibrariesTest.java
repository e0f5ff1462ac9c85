package io.github.processpool.spring.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.worker.description.ApplicationLaunch;
import io.github.processpool.spring.worker.description.ContextKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.mock.env.MockEnvironment;

class QuietLibrariesTest {

    private final Map<String, LogLevel> levels = new TreeMap<>(Map.of("ROOT", LogLevel.INFO));
    /** Loggers whose levels can't be set. */
    private final List<String> firm = new ArrayList<>();

    private final LoggingSystem logging = new LoggingSystem() {
        @Override
        public void beforeInitialize() {}

        @Override
        public void setLogLevel(@Nullable String name, @Nullable LogLevel level) {
            if (firm.contains(name)) {
                throw new UnsupportedOperationException(name);
            }
            if (level == null) {
                levels.remove(name);
            } else {
                levels.put(name, level);
            }
        }

        @Override
        public @Nullable LoggerConfiguration getLoggerConfiguration(String name) {
            LogLevel level = levels.get(name);
            return level == null ? null : new LoggerConfiguration(name, level, level);
        }
    };

    private final MockEnvironment environment = new MockEnvironment();
    private QuietLibraries quiet = quiet(logging);

    private static QuietLibraries quiet(LoggingSystem logging) {
        return new QuietLibraries(
                new ApplicationLaunch(
                        null,
                        "com.acme.Application",
                        List.of("com.acme.Application", "org.other.Config", "Lone"),
                        List.of(),
                        false,
                        List.of(),
                        false,
                        ContextKind.NONE),
                () -> logging);
    }

    private void build(Runnable meanwhile) {
        quiet.begin();
        try {
            quiet.hush(environment);
            meanwhile.run();
        } finally {
            quiet.end();
        }
    }

    @Test
    void whileItIsBuiltAllLogFromWarningsOnButForTheApplicationAndThoseWithALevel() {
        levels.put("org.hibernate", LogLevel.INFO);
        levels.put("org", LogLevel.DEBUG);
        Map<String, LogLevel> before = Map.copyOf(levels);

        build(() -> assertThat(levels)
                .isEqualTo(Map.of(
                        "ROOT", LogLevel.WARN,
                        "com.acme", LogLevel.INFO,
                        "Lone", LogLevel.INFO,
                        "org", LogLevel.DEBUG,
                        "org.hibernate", LogLevel.INFO)));

        assertThat(levels).isEqualTo(before);
    }

    @Test
    void aLevelOfTheRootThatSomebodyHasSetStays() {
        levels.put("ROOT", LogLevel.DEBUG);
        build(() -> assertThat(levels).isEqualTo(Map.of("ROOT", LogLevel.DEBUG)));

        levels.put("ROOT", LogLevel.INFO);
        environment.setProperty("logging.level.root", "info");
        build(() -> assertThat(levels).isEqualTo(Map.of("ROOT", LogLevel.INFO)));
    }

    @Test
    void aLevelThatSomebodySetsMeanwhileIsNotTakenBack() {
        build(() -> {
            levels.put("ROOT", LogLevel.TRACE);
            levels.put("com.acme", LogLevel.ERROR);
        });

        assertThat(levels).isEqualTo(Map.of("ROOT", LogLevel.TRACE, "com.acme", LogLevel.ERROR));
    }

    @Test
    void loggingThatIsSetUpOnceMoreIsHushedOnceMoreAndTheLastOneWhoBuildsTakesItBack() {
        build(() -> {
            levels.clear();
            levels.put("ROOT", LogLevel.INFO);
            build(() -> assertThat(levels).containsEntry("ROOT", LogLevel.WARN));
            assertThat(levels).containsEntry("ROOT", LogLevel.WARN).containsEntry("com.acme", LogLevel.INFO);
        });

        assertThat(levels).isEqualTo(Map.of("ROOT", LogLevel.INFO));
    }

    @Test
    void nothingIsChangedWhereNobodyBuildsOrThereIsNothingToAsk() {
        quiet.hush(environment);
        assertThat(levels).isEqualTo(Map.of("ROOT", LogLevel.INFO));

        levels.clear();
        build(() -> assertThat(levels).isEmpty());
    }

    /** As Boot's own class does for those who write one and override nothing else. */
    @Test
    void anApplicationWhoseLoggingKnowsNoLevelsIsBuilt() {
        AtomicBoolean built = new AtomicBoolean();
        quiet = quiet(new LoggingSystem() {
            @Override
            public void beforeInitialize() {}
        });

        build(() -> built.set(true));

        assertThat(built).isTrue();
    }

    @Test
    void aLevelThatCantBeSetKeepsNoOtherFromBeingPutBack() {
        firm.add("ROOT");
        build(() -> assertThat(levels).containsEntry("com.acme", LogLevel.INFO).containsEntry("ROOT", LogLevel.INFO));
        assertThat(levels).isEqualTo(Map.of("ROOT", LogLevel.INFO));

        firm.clear();
        build(() -> firm.addAll(List.of("ROOT", "com.acme")));
        assertThat(levels)
                .as("Lone and org.other are put back")
                .isEqualTo(Map.of("ROOT", LogLevel.WARN, "com.acme", LogLevel.INFO));
    }
}
