package io.github.processpool.sample.render;

/** Text from documents and processes, made fit to be shown on one line. */
public final class PlainText {

    private PlainText() {}

    /** Without line breaks and other control characters, cut behind {@code limit} characters, never within a surrogate pair. */
    public static String oneLine(String text, int limit) {
        String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (line.codePointCount(0, line.length()) <= limit) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, limit)).stripTrailing() + "…";
    }
}
