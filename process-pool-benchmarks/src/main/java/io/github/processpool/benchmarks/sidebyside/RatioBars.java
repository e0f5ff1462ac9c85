package io.github.processpool.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Draws, for the main rows, how many times as good as {@code concurrent.futures} this pool was: a bar to the right where it was
 * better, to the left where it was worse, by powers of ten. Rows that were not measured are left out. Used by one thread.
 */
final class RatioBars {

    private static final int LEFT = 330;
    private static final int RIGHT = 70;
    private static final int ROW = 40;
    private static final int BAR = 18;
    private static final int HEAD = 64;
    private static final int FOOT = 34;
    private static final int GAP = 7;

    private static final List<Metric> MAIN = List.of(
            Metric.ROUND_TRIP_P50,
            Metric.TINY_TASKS,
            Metric.CALLS,
            Metric.MAP,
            Metric.ECHO_1MB,
            Metric.ECHO_100MB,
            Metric.SHARED_BUFFER,
            Metric.SENT_INSTEAD,
            Metric.FIRST_RESULT,
            Metric.KILL_TO_RESULT,
            Metric.KILL_TO_RESULT_ALL_BUSY,
            Metric.CPU_SHARE);

    /** How good this pool was at something: 2 is twice as fast, or half as long. */
    private record Bar(Metric metric, double goodness) {}

    private final Samples samples;
    private final List<Bar> bars = new ArrayList<>();
    private final int width;
    private double leastPower = -1;
    private double greatestPower = 1;

    RatioBars(Samples samples, int width) {
        this.samples = samples;
        this.width = width;
        for (Metric metric : MAIN) {
            OptionalDouble ratio = samples.ratio(metric, Peer.PROCESS_POOL, Peer.FUTURES);
            if (ratio.isPresent() && ratio.getAsDouble() > 0) {
                add(metric, metric.isDuration() ? 1 / ratio.getAsDouble() : ratio.getAsDouble());
            }
        }
    }

    private void add(Metric metric, double goodness) {
        bars.add(new Bar(metric, goodness));
        leastPower = Math.min(leastPower, Math.floor(Math.log10(goodness)));
        greatestPower = Math.max(greatestPower, Math.ceil(Math.log10(goodness)));
    }

    int height() {
        return HEAD + bars.size() * ROW + FOOT;
    }

    void draw(Svg svg, int top) {
        svg.text(16, top + 28, Svg.Anchor.START, "title", "How many times as good as Python’s concurrent.futures");
        svg.text(
                16,
                top + 47,
                Svg.Anchor.START,
                "quiet",
                "two workers each; medians; for times, half as long counts as 2 ×; each step of the scale is ten times the last");
        int bottom = top + HEAD + bars.size() * ROW;
        for (double power = leastPower; power <= greatestPower; power++) {
            double x = x(Math.pow(10, power));
            svg.line(x, top + HEAD, x, bottom, power == 0 ? "axis" : "grid");
            svg.text(x, bottom + 18, Svg.Anchor.MIDDLE, "quiet", Figures.plain(Math.pow(10, power)) + " ×");
        }
        for (int i = 0; i < bars.size(); i++) {
            draw(svg, bars.get(i), top + HEAD + i * ROW);
        }
    }

    private void draw(Svg svg, Bar bar, int y) {
        double one = x(1);
        double end = x(bar.goodness());
        boolean better = bar.goodness() >= 1;
        svg.text(LEFT - 12, y + 17, Svg.Anchor.END, "", bar.metric().label().replace("`", ""));
        svg.text(LEFT - 12, y + 32, Svg.Anchor.END, "quiet", figures(bar.metric()));
        double middle = y + ROW / 2.0;
        svg.rectangle(
                Math.min(one, end),
                middle - BAR / 2.0,
                Math.max(1, Math.abs(end - one)),
                BAR,
                better ? "better" : "worse");
        svg.text(
                better ? end + GAP : end - GAP,
                middle + 5,
                better ? Svg.Anchor.START : Svg.Anchor.END,
                "",
                Figures.plain(bar.goodness()) + " ×");
    }

    private String figures(Metric metric) {
        String unit = metric.unit().isEmpty() ? "" : " " + metric.unit();
        return median(metric, Peer.PROCESS_POOL) + " against " + median(metric, Peer.FUTURES) + unit;
    }

    private String median(Metric metric, Peer peer) {
        return Figures.plain(samples.median(metric, peer).orElseThrow());
    }

    private double x(double goodness) {
        double share = (Math.log10(goodness) - leastPower) / (greatestPower - leastPower);
        return LEFT + share * (width - LEFT - RIGHT);
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }
}
