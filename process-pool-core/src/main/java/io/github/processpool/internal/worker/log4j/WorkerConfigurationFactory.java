package io.github.processpool.internal.worker.log4j;

import java.net.URI;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.jspecify.annotations.Nullable;

/**
 * Asked by Log4j for the configuration of a worker, because a system property names it; makes a {@link WorkerConfiguration} whatever
 * file the application has for that, so that none of its appenders is ever made. Stateless.
 */
public final class WorkerConfigurationFactory extends ConfigurationFactory {

    /** Made by Log4j. */
    public WorkerConfigurationFactory() {}

    @Override
    protected String[] getSupportedTypes() {
        return new String[] {"*"};
    }

    @Override
    public Configuration getConfiguration(LoggerContext context, ConfigurationSource source) {
        return new WorkerConfiguration(context);
    }

    @Override
    public Configuration getConfiguration(LoggerContext context, String name, @Nullable URI location) {
        return new WorkerConfiguration(context);
    }
}
