package io.github.processpool.internal.parent.log.event;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.message.LogRecord;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.MarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs events of workers through SLF4J, whatever is behind it. <b>Thread safety:</b> any thread. */
public final class Slf4jEvents implements EventTarget {

    /** Keeps nothing. */
    public Slf4jEvents() {}

    @Override
    public void log(Logger logger, Level level, String message, LogRecord details) {
        LoggingEventBuilder builder = logger.atLevel(level);
        for (String marker : details.markers()) {
            builder = builder.addMarker(MarkerFactory.getDetachedMarker(marker));
        }
        for (Map.Entry<String, String> pair : details.pairs().entrySet()) {
            builder = builder.addKeyValue(pair.getKey(), pair.getValue());
        }
        if (details.thrown() != null) {
            builder = builder.setCause(inWords(details.thrown()));
        }
        builder.log(message);
    }

    /**
     * Returns an exception that prints what the worker's would. Its own stack trace would only show this place.
     *
     * @param problem the worker's
     * @return an exception of this JVM
     */
    public static Throwable inWords(RemoteProblem problem) {
        RemoteTaskException thrown = new RemoteTaskException(
                problem.stackTrace().stripTrailing(), problem.className(), problem.stackTrace());
        thrown.setStackTrace(new StackTraceElement[0]);
        return thrown;
    }
}
