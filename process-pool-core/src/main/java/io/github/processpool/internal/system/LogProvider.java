package io.github.processpool.internal.system;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Knows whether SLF4J has a provider, without asking SLF4J: without one that answers with three lines on {@code System.err}, and to who
 * tries a pool for the first time they look like a fault. It looks where SLF4J looks, and once, as that does.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class LogProvider {

    private static final boolean FOUND = find();

    private LogProvider() {}

    /** Returns whether there is somebody to whom SLF4J would hand a line. */
    public static boolean isThere() {
        return FOUND;
    }

    /** Returns SLF4J's logger of a class; without a provider one that swallows, as that of SLF4J would. */
    public static Logger loggerOf(Class<?> owner) {
        return FOUND ? LoggerFactory.getLogger(owner) : NOPLogger.NOP_LOGGER;
    }

    private static boolean find() {
        if (System.getProperty("slf4j.provider") != null) {
            return true;
        }
        try {
            return ServiceLoader.load(SLF4JServiceProvider.class, LoggerFactory.class.getClassLoader()).stream()
                    .findAny()
                    .isPresent();
        } catch (ServiceConfigurationError | LinkageError e) {
            return true; // Whatever is wrong with it, SLF4J says it better.
        }
    }
}
