package io.github.processpool.internal.parent.log.event;

import io.github.processpool.internal.wire.message.LogRecord;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Where events of workers go: the log of this JVM. It takes them from a thread whose name and MDC are already those of the event, and
 * returns when the appenders have it, also those behind a queue as far as it knows a way around that: a future that has ended must not
 * be followed by what its task has logged.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public interface EventTarget {

    /**
     * Logs an event of a level that the logger wants.
     *
     * @param logger that of SLF4J
     * @param level how important it is
     * @param message ready to be read
     * @param details of which the markers, pairs and the exception are taken
     */
    void log(Logger logger, Level level, String message, LogRecord details);
}
