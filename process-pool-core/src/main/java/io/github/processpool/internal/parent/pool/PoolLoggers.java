package io.github.processpool.internal.parent.pool;

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

    /** Returns whether SLF4J writes anything anywhere. */
    public static boolean hasProvider() {
        return !(LoggerFactory.getILoggerFactory() instanceof NOPLoggerFactory);
    }
}
