package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.wire.message.LogRecord;
import java.util.Map;

/**
 * Where a log event comes from: the task that has logged.
 *
 * @param id its number; 0 if there is none
 * @param words its number and name; empty if there is none
 * @param context what else the diagnostic context says of it
 */
public record LogOrigin(long id, String words, Map<String, String> context) {

    /** No task. */
    public static final LogOrigin NONE = new LogOrigin(0, "");

    private static final String SUBMITTER = "processpool.submitter";
    private static final String TASK_KEY = "processpool.task";

    /** A task of the pool's own. */
    public LogOrigin(long id, String words) {
        this(id, words, Map.of());
    }

    /** A task of another member of a cluster, which knows it by a key. */
    public static LogOrigin ofGuest(long id, String words, String submitter, String key) {
        return new LogOrigin(
                id, words, Map.of(SUBMITTER, LogRecord.oneLine(submitter), TASK_KEY, LogRecord.oneLine(key)));
    }
}
