package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.wire.message.LogLevel;
import io.github.processpool.internal.wire.message.LogRecord;
import java.util.List;
import java.util.Map;

/**
 * The events of one worker for which the {@link EventLog} found no room: counts them, and hands it the notice that the log has
 * instead of them. It writes nothing itself.
 *
 * <p><b>Thread safety:</b> belongs to the worker's thread.
 */
final class DroppedEvents {

    /** How much room the notice takes in the {@link LogQueue}, about. */
    static final int NOTICE_SIZE = 500;

    private long count;

    void add() {
        count++;
    }

    boolean any() {
        return count > 0;
    }

    /** The notice is on its way: counting begins anew. */
    void forget() {
        count = 0;
    }

    LogRecord notice() {
        return new LogRecord(
                LogLevel.WARN,
                System.currentTimeMillis(),
                KnownLoggers.SPEAKER,
                Thread.currentThread().getName(),
                count
                        + " log events of this worker were dropped, because the log of this JVM did not keep up with them",
                Map.of(),
                Map.of(),
                List.of(),
                null);
    }
}
