package io.github.processpool.spring.worker.run;

import io.github.processpool.spring.worker.description.ApplicationLaunch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggerConfiguration.ConfigurationScope;
import org.springframework.boot.logging.LoggerConfiguration.LevelConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.Environment;

/**
 * Has libraries log from warnings on while the application is built in a worker: what they say about their start at INFO was said by
 * the application, and would be said again with each worker. The application's own packages go on as before, and so does every
 * logger that somebody has set a level for; if that is the root by {@code logging.level.root}, or by a level that is not INFO, all do.
 *
 * <p>It changes the level of the root logger and takes that back, unless somebody else has changed it meanwhile.
 *
 * <p><b>Thread safety:</b> guarded by itself. Beans may be built by several threads at once; the last one takes it back.
 */
public final class QuietLibraries {

    private static final List<String> PROPERTIES = List.of("logging.level.root", "logging.level.ROOT");

    private final Supplier<LoggingSystem> loggingOfNow;
    /** The loggers of the application: packages, or classes that are in none. */
    private final List<String> own;

    /** Those that go on because they were given a level here. */
    private final List<String> kept = new ArrayList<>();

    private int builders;
    /** Set while libraries are quiet. */
    private @Nullable LoggingSystem hushed;

    /** Asks for Boot's access to the logging library when that has been set up, which would be too early now. */
    public QuietLibraries(@Nullable ApplicationLaunch launch, Supplier<LoggingSystem> logging) {
        this.loggingOfNow = logging;
        this.own = launch == null
                ? List.of()
                : Stream.concat(Stream.ofNullable(launch.mainClass()), launch.sources().stream())
                        .map(QuietLibraries::logger)
                        .distinct()
                        .toList();
    }

    private static String logger(String className) {
        int end = className.lastIndexOf('.');
        return end < 0 ? className : className.substring(0, end);
    }

    /** Somebody builds something; to be followed by {@link #end}, whatever comes. */
    public synchronized void begin() {
        builders++;
    }

    /** Logging has been set up, perhaps anew: from here on libraries are quiet, if somebody builds. */
    public synchronized void hush(Environment environment) {
        if (builders == 0 || PROPERTIES.stream().anyMatch(environment::containsProperty)) {
            return;
        }
        try {
            hush(loggingOfNow.get());
        } catch (RuntimeException | LinkageError e) {
            // Access to the logging library that somebody has written need not know levels; then libraries talk.
        }
    }

    private void hush(LoggingSystem logging) {
        if (levelOf(logging, LoggingSystem.ROOT_LOGGER_NAME) != LogLevel.INFO) {
            return;
        }
        hushed = logging;
        for (String name : own) {
            if (hasLevelOfRoot(logging, name)) {
                logging.setLogLevel(name, LogLevel.INFO);
                kept.add(name);
            }
        }
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN);
    }

    /** It is built, or can't be. */
    public synchronized void end() {
        LoggingSystem logging = hushed;
        builders--;
        if (builders > 0 || logging == null) {
            return;
        }
        hushed = null;
        putBack(logging, LoggingSystem.ROOT_LOGGER_NAME, LogLevel.WARN, LogLevel.INFO);
        kept.forEach(name -> putBack(logging, name, LogLevel.INFO, null));
        kept.clear();
    }

    /** A failure is nobody's business: the application is as good with a wrong level. */
    private static void putBack(LoggingSystem logging, String name, LogLevel ours, @Nullable LogLevel before) {
        try {
            if (levelOf(logging, name) == ours) {
                logging.setLogLevel(name, before);
            }
        } catch (RuntimeException | LinkageError e) {
            // The next one may still be put back.
        }
    }

    /** Whether no logger below the root decides for one. */
    private static boolean hasLevelOfRoot(LoggingSystem logging, String name) {
        String each = name;
        while (!each.isEmpty() && levelOf(logging, each) == null) {
            each = each.substring(0, Math.max(0, each.lastIndexOf('.')));
        }
        return each.isEmpty();
    }

    /** The level of its own; null: none, or there is nothing to ask. One that Boot has no name for is none of ours. */
    private static @Nullable LogLevel levelOf(LoggingSystem logging, String name) {
        LoggerConfiguration configuration = logging.getLoggerConfiguration(name);
        LevelConfiguration level =
                configuration == null ? null : configuration.getLevelConfiguration(ConfigurationScope.DIRECT);
        if (level == null) {
            return null;
        }
        return level.isCustom() ? LogLevel.OFF : level.getLevel();
    }
}
