package io.github.processpool.cluster.internal.jgroups;

import java.util.concurrent.Callable;
import org.jgroups.logging.CustomLogFactory;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;
import org.jgroups.logging.Slf4jLogImpl;

/**
 * The log of the engine's parts: goes to SLF4J, without the lines about what is usual, which are the cluster's own to tell. Its loggers
 * are called as the engine's classes, {@code org.jgroups...}.
 */
final class QuietLog extends Slf4jLogImpl {

    private QuietLog(Class<?> owner) {
        super(owner);
    }

    /** Has all parts that are made by an action log here. Other users of the engine in this JVM keep their own way. */
    static synchronized <T> T during(Callable<T> action) throws Exception {
        CustomLogFactory before = LogFactory.getCustomLogFactory();
        LogFactory.setCustomLogFactory(new CustomLogFactory() {
            @Override
            public Log getLog(Class<?> owner) {
                return new QuietLog(owner);
            }

            @Override
            public Log getLog(String category) {
                return new Slf4jLogImpl(category);
            }
        });
        try {
            return action.call();
        } finally {
            LogFactory.setCustomLogFactory(before);
        }
    }

    /** With TLS, whoever closes a connection second has nobody to say good-bye to. The engine calls that an error. */
    @Override
    public void error(String format, Object... arguments) {
        if (format.contains("graceful close")) {
            debug(format, arguments);
        } else {
            super.error(format, arguments);
        }
    }

    /** A reader whose own connection was closed, and a machine that has loopback only, are nothing to warn of. */
    @Override
    public void warn(String format, Object... arguments) {
        boolean closed = format.contains("failed handling message")
                && String.valueOf(arguments[arguments.length - 1]).contains("closed");
        if (closed || format.startsWith("JGRP000026")) {
            debug(format, arguments);
        } else {
            super.warn(format, arguments);
        }
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public void info(String message) {}

    @Override
    public void info(String format, Object... arguments) {}
}
