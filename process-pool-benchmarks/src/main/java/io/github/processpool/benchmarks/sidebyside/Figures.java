package io.github.processpool.benchmarks.sidebyside;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as the reader sees them: three digits that mean something, no more. */
public final class Figures {

    private Figures() {}

    /** As short as it can be. */
    public static String plain(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.01 || size == 0 ? "%.3g" : "%.4f";
        String text = String.format(Locale.ROOT, format, value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    /** With the lowest and the highest. */
    public static String medianAndRange(double median, List<Double> sorted) {
        return "%s [%s–%s]".formatted(plain(median), plain(sorted.get(0)), plain(sorted.get(sorted.size() - 1)));
    }

    static String ratio(OptionalDouble ratio) {
        return ratio.isPresent() ? plain(ratio.getAsDouble()) + " ×" : "–";
    }
}
