package io.github.processpool.internal.worker.log4j;

import io.github.processpool.internal.worker.WorkerLog;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;

/**
 * How Log4j is configured in a worker: one {@link ParentAppender}, and the levels that the parent wants.
 *
 * <p><b>Thread safety:</b> set up by the thread that logs first, or by one that configures anew; levels are set by one thread at a
 * time, see {@link WorkerLog}.
 */
final class WorkerConfiguration extends AbstractConfiguration implements WorkerLog.Framework {

    /** The one that was set up last, in the one context that counts; guarded by the class. */
    private static @Nullable WorkerConfiguration last;

    WorkerConfiguration(LoggerContext context) {
        super(context, ConfigurationSource.NULL_SOURCE);
        setName("process-pool-worker");
    }

    @Override
    protected void doConfigure() {
        ParentAppender appender = new ParentAppender();
        appender.start();
        addAppender(appender);
        getRootLogger().addAppender(appender, null, null);
        getRootLogger().setLevel(Level.INFO);
        WorkerConfiguration before;
        synchronized (WorkerConfiguration.class) {
            before = last;
            last = this;
        }
        WorkerLog.enter(this, before);
    }

    // -- Called by the WorkerLog --

    @Override
    public void setLevels(Map<String, String> wanted) {
        wanted.forEach(this::setLevel);
        LoggerContext context = getLoggerContext();
        if (context != null && context.getConfiguration() == this) {
            context.updateLoggers();
        }
    }

    private void setLevel(String logger, String level) {
        String name = logger.equals("ROOT") ? LogManager.ROOT_LOGGER_NAME : logger;
        LoggerConfig config = getLoggerConfig(name); // Its own, or that of a logger above it.
        boolean own = config.getName().equals(name);
        if (own) {
            config.setLevel(level.isEmpty() ? null : Level.toLevel(level, config.getLevel()));
        } else if (!level.isEmpty()) {
            addLogger(name, new LoggerConfig(name, Level.toLevel(level, config.getLevel()), true));
        }
    }
}
