package io.github.processpool.internal.parent.pool;

import io.github.processpool.internal.system.LogProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/**
 * Makes all loggers that the parent side uses: those of SLF4J or, while that has no provider and would swallow everything, ones that
 * write warnings and errors to {@code System.err}, see {@link StandardErrorLogger}.
 *
 * <p>A logger stays what it is: a provider that comes later, as one in an application that is loaded into a JVM with pools, is not
 * noticed by the loggers that are there. SLF4J does not look for one again, either.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class PoolLoggers {

    private PoolLoggers() {}

    /** Returns the logger of a class. */
    public static Logger of(Class<?> owner) {
        return named(owner.getName());
    }

    /** Returns the logger of that name. */
    public static Logger named(String name) {
        return hasProvider() ? LoggerFactory.getLogger(name) : new StandardErrorLogger(name);
    }

    /** Returns whether somebody has chosen where SLF4J writes, be it nowhere. */
    public static boolean hasProvider() {
        return LogProvider.isThere()
                && hasProvider(LoggerFactory.getILoggerFactory(), LoggerFactory.class.getClassLoader());
    }

    /** The loggers that SLF4J has made for want of a provider are those of slf4j-nop, too, whose user wants silence. */
    static boolean hasProvider(ILoggerFactory loggers, @Nullable ClassLoader ofSlf4j) {
        if (!(loggers instanceof NOPLoggerFactory)) {
            return true;
        }
        try {
            Class.forName("org.slf4j.nop.NOPServiceProvider", false, ofSlf4j);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
