package io.github.processpool.internal.parent.log.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import io.github.processpool.internal.parent.log.level.LevelSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The levels of Logback's loggers. <b>Thread safety:</b> any thread. */
public final class LogbackLevels implements LevelSource {

    private final LoggerContext context;

    LogbackLevels(LoggerContext context) {
        this.context = context;
    }

    /**
     * Returns those of the context that SLF4J uses, which has to be Logback's.
     *
     * @return them
     */
    public static LevelSource inUse() {
        return new LogbackLevels((LoggerContext) LoggerFactory.getILoggerFactory());
    }

    @Override
    public Map<String, String> levels() {
        Map<String, String> levels = new LinkedHashMap<>();
        for (Logger logger : context.getLoggerList()) { // The root comes first.
            Level level = logger.getLevel();
            if (level != null) {
                levels.put(logger.getName(), level.toString());
            }
        }
        return levels;
    }

    /** One that is stopped is about to be configured, maybe by another thread, and its listeners are not to be touched. */
    @Override
    public synchronized void onChange(Runnable listener) {
        Listener heard = new Listener(listener);
        if (context.isStarted() && !context.getCopyOfListenerList().contains(heard)) {
            context.addListener(heard);
        }
    }

    /** Stays when the context is configured anew, but not when it is stopped, as Spring Boot does at each start but the first. */
    private record Listener(Runnable action) implements LoggerContextListener {

        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onStart(LoggerContext started) {
            action.run();
        }

        @Override
        public void onReset(LoggerContext reset) {
            action.run();
        }

        @Override
        public void onStop(LoggerContext stopped) {
            // There is nothing to hear of it any more.
        }

        @Override
        public void onLevelChange(Logger logger, Level level) {
            action.run();
        }
    }
}
