package io.github.processpool.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Draws, for the main rows, how many times as good as {@code concurrent.futures} this pool was: a bar to the right where it was
 * better, to the left where it was worse, by powers of ten. Rows that were not measured are left out. Used by one thread.
 */
final class RatioBars {

    private static final int LEFT = 290;
    private static final int RIGHT = 70;
    private static final int ROW = 40;
    private static final int BAR = 18;
    private static final int HEAD = 64;
    private static final int FOOT = 34;
    private static final int GAP = 7;

    /** A row of the table, with a name that stands for itself. */
    private record Subject(Metric metric, String name) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject(Metric.ROUND_TRIP_P50, "round trip of an empty task, p50"),
            new Subject(Metric.TINY_TASKS, "50 000 tiny tasks"),
            new Subject(Metric.CALLS, "tiny tasks awaited by 8 threads"),
            new Subject(Metric.MAP, "1 000 000 integers through map"),
            new Subject(Metric.ECHO_1MB, "byte[] echo of 1 MB"),
            new Subject(Metric.ECHO_100MB, "byte[] echo of 100 MB"),
            new Subject(Metric.SENT_INSTEAD, "256 MB as arguments"),
            new Subject(Metric.SHARED_BUFFER, "256 MB in a shared buffer"),
            new Subject(Metric.FIRST_RESULT, "first result of a fresh pool"),
            new Subject(Metric.KILL_TO_RESULT, "SIGKILL of a worker to the next result"),
            new Subject(Metric.KILL_TO_RESULT_ALL_BUSY, "the same with the other worker busy"),
            new Subject(Metric.CPU_SHARE, "share of both cores in tasks of 2 ms"));

    /** How good this pool was at something: 2 is twice as fast, or half as long. */
    private record Bar(Subject subject, double goodness) {}

    private final Samples samples;
    private final List<Bar> bars = new ArrayList<>();
    private final int width;
    private double leastPower = -1;
    private double greatestPower = 1;

    RatioBars(Samples samples, int width) {
        this.samples = samples;
        this.width = width;
        for (Subject subject : SUBJECTS) {
            Metric metric = subject.metric();
            OptionalDouble ratio = samples.ratio(metric, Peer.PROCESS_POOL, Peer.FUTURES);
            if (ratio.isPresent() && ratio.getAsDouble() > 0) {
                add(subject, metric.isDuration() ? 1 / ratio.getAsDouble() : ratio.getAsDouble());
            }
        }
    }

    private void add(Subject subject, double goodness) {
        bars.add(new Bar(subject, goodness));
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
        svg.text(LEFT - 12, y + 17, Svg.Anchor.END, "", bar.subject().name());
        svg.text(
                LEFT - 12,
                y + 32,
                Svg.Anchor.END,
                "quiet",
                figures(bar.subject().metric()));
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
