package io.github.processpool.internal.wire.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that a worker has logged, in strings and numbers, so that the parent can log it again without reading an object of the
 * worker's. Whatever is too long is cut, on either side, so that its header always fits and never costs more than that; control
 * characters are replaced but in the message, so that no name forges a line.
 *
 * @param level how important it is
 * @param millis when it was logged, in milliseconds since 1970 on the worker's clock
 * @param logger the name of its logger
 * @param thread the name of the thread that logged it
 * @param message with its arguments filled in
 * @param mdc the diagnostic context of that thread
 * @param pairs key-value pairs of the event itself
 * @param markers the names of its markers
 * @param thrown the exception that it was logged with, if any
 */
public record LogRecord(
        LogLevel level,
        long millis,
        String logger,
        String thread,
        String message,
        Map<String, String> mdc,
        Map<String, String> pairs,
        List<String> markers,
        @Nullable RemoteProblem thrown) {

    /** How many characters of a message are kept. */
    public static final int LONGEST_MESSAGE = 64 * 1024;

    /** How many characters of a name or key are kept. */
    static final int LONGEST_NAME = 256;
    /** How many characters of a value are kept. */
    static final int LONGEST_VALUE = 1024;
    /** How many entries of a map, or markers, are kept. */
    static final int MOST_ENTRIES = 32;

    /** Cuts each part that is too long, and copies the collections. */
    public LogRecord {
        logger = name(logger);
        thread = name(thread);
        message = cut(message, LONGEST_MESSAGE);
        mdc = cut(mdc);
        pairs = cut(pairs);
        markers = markers.stream().limit(MOST_ENTRIES).map(LogRecord::name).toList();
    }

    /**
     * Returns about how much memory this takes.
     *
     * @return characters
     */
    public int size() {
        int size = 256 + logger.length() + thread.length() + message.length();
        for (Map<String, String> map : List.of(mdc, pairs)) {
            for (Map.Entry<String, String> entry : map.entrySet()) {
                size += 64 + entry.getKey().length() + entry.getValue().length();
            }
        }
        for (String marker : markers) {
            size += 64 + marker.length();
        }
        RemoteProblem problem = thrown;
        return problem == null
                ? size
                : size
                        + problem.className().length()
                        + problem.stackTrace().length()
                        + (problem.message() == null ? 0 : problem.message().length());
    }

    private static String name(String text) {
        return oneLine(cut(text, LONGEST_NAME));
    }

    /**
     * Replaces what could begin a new line of a log, or do something to the terminal that shows it.
     *
     * @param text from anywhere
     * @return the same text if there is nothing of that in it
     */
    public static String oneLine(String text) {
        StringBuilder line = null;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean breaks = character == '\u2028' || character == '\u2029';
            if (breaks || Character.isISOControl(character) && character != '\t') {
                line = line == null ? new StringBuilder(text) : line;
                line.setCharAt(i, '\uFFFD');
            }
        }
        return line == null ? text : line.toString();
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    private static Map<String, String> cut(Map<String, String> map) {
        if (map.isEmpty()) {
            return Map.of();
        }
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : map.entrySet()) {
            if (kept.size() < MOST_ENTRIES) {
                kept.put(name(entry.getKey()), oneLine(cut(entry.getValue(), LONGEST_VALUE)));
            }
        }
        return kept;
    }
}
