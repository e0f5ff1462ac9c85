package io.github.processpool;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@link ProgressBar} says of a map, in one line of ASCII.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class ProgressLine {

    /** One less than the least that terminals have: some begin a new line once the last column is used. */
    static final int MOST_COLUMNS = 79;

    private static final int BAR = 20;
    private static final int LONGEST_LABEL = 20;

    private final String label;

    /** The label stands at the beginning of each line; what is no printable character becomes a space. */
    ProgressLine(String label) {
        String clean = label.replaceAll("\\p{C}", " ").strip();
        this.label = clean.length() <= LONGEST_LABEL ? clean : clean.substring(0, LONGEST_LABEL - 3) + "...";
    }

    /** With a bar if it is known how much there is: {@code pages [#####...............]  25 %, 250 of 1000, 118/s, 0:06 left}. */
    String withBar(MapProgress progress) {
        String text = progress.total().isPresent() ? label + " " + bar(progress) + counts(progress) : words(progress);
        return text.length() <= MOST_COLUMNS ? text : text.substring(0, MOST_COLUMNS);
    }

    /** Without one: {@code pages: 25 %, 250 of 1000, 118/s, 0:06 left, 3 failed}. */
    String words(MapProgress progress) {
        return label + ":" + counts(progress);
    }

    private static String bar(MapProgress progress) {
        int filled = (int) (BAR * part(progress));
        return "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "]";
    }

    /** Of an empty collection all is done. */
    private static double part(MapProgress progress) {
        long total = progress.total().orElse(0);
        return total == 0 ? 1 : Math.min(1, (double) progress.done() / total);
    }

    private static String counts(MapProgress progress) {
        StringBuilder text = new StringBuilder();
        if (progress.total().isPresent()) {
            text.append(String.format(
                    Locale.ROOT,
                    " %3d %%, %d of %d",
                    (int) (100 * part(progress)),
                    progress.done(),
                    progress.total().getAsLong()));
        } else {
            text.append(' ').append(progress.done());
        }
        if (progress.done() > 0) {
            text.append(", ").append(rate(progress.perSecond()));
        }
        Optional<Duration> left = progress.remaining();
        if (progress.ended() || left.isEmpty()) {
            text.append(progress.ended() ? ", in " : ", ").append(clock(progress.elapsed()));
        } else {
            text.append(", ").append(clock(left.get())).append(" left");
        }
        if (progress.failed() > 0) {
            text.append(", ").append(progress.failed()).append(" failed");
        }
        return text.toString();
    }

    /** In the unit in which it is at least 1. */
    static String rate(double perSecond) {
        if (perSecond >= 1) {
            return number(perSecond) + "/s";
        }
        return perSecond * 60 >= 1 ? number(perSecond * 60) + "/min" : number(perSecond * 3600) + "/h";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }

    /** As {@code 0:07} or {@code 1:02:03}. */
    static String clock(Duration time) {
        long seconds = time.toSeconds();
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
