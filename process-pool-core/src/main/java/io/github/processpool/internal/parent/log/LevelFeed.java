package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.parent.log.level.LevelSource;
import io.github.processpool.internal.parent.log.log4j.Log4jLevels;
import io.github.processpool.internal.parent.log.logback.LogbackLevels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Tells the pools of this JVM from which levels on its loggers want to hear, and when that changes. There is one, because a
 * listener of a logging framework can't always be removed again; the framework is looked for when the first pool asks.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class LevelFeed {

    private static final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Made by the first who asks. */
    private static final class Holder {

        static final LevelSource SOURCE = find();
        static final Runnable TELLING = () -> listeners.forEach(Runnable::run);

        private static LevelSource find() {
            // The framework may lie on the class path, though this library is a module.
            LevelFeed.class
                    .getModule()
                    .addReads(ClassLoader.getSystemClassLoader().getUnnamedModule());
            String factory = LoggerFactory.getILoggerFactory().getClass().getName();
            try {
                return switch (factory) {
                    case "ch.qos.logback.classic.LoggerContext" -> LogbackLevels.inUse();
                    case "org.apache.logging.slf4j.Log4jLoggerFactory" -> Log4jLevels.inUse();
                    default -> new RootThreshold();
                };
            } catch (RuntimeException | LinkageError e) {
                return new RootThreshold(); // Another version of it, or only a part.
            }
        }
    }

    private LevelFeed() {}

    /** Asked for with every start of a worker, so this is where the framework is told again whom to tell; first, to miss nothing. */
    static Map<String, String> levels() {
        Holder.SOURCE.onChange(Holder.TELLING);
        return Holder.SOURCE.levels();
    }

    /** The listener must be quick, and must not log. */
    static void join(Runnable listener) {
        levels();
        listeners.add(listener);
    }

    static void leave(Runnable listener) {
        listeners.remove(listener);
    }
}
