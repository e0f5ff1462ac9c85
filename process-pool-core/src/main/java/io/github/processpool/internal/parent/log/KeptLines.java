package io.github.processpool.internal.parent.log;

import io.github.processpool.internal.wire.message.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Keeps of what a worker prints the first lines of its output and the last ones of its error output, which explain its end.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class KeptLines {

    private static final int LONGEST_LINE = 500;
    private static final int LAST_LINES = 40;
    /** Enough for the words of a JVM that can't be created. */
    private static final int FIRST_LINES = 4;

    /** Guarded by this. */
    private final List<String> first = new ArrayList<>(FIRST_LINES);
    /** Guarded by this. */
    private final Deque<String> last = new ArrayDeque<>(LAST_LINES + 1);

    /** Keeps one more line, cut if it is long. */
    synchronized void add(boolean isError, String line) {
        if (isError) {
            last.addLast(cut(line));
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
        } else if (first.size() < FIRST_LINES) {
            first.add(cut(line));
        }
    }

    private static String cut(String line) {
        String text = LogRecord.oneLine(line);
        return text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) : text;
    }

    synchronized List<String> firstOutput() {
        return List.copyOf(first);
    }

    synchronized List<String> lastErrors() {
        return List.copyOf(last);
    }
}
