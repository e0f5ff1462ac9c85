package io.github.processpool.benchmarks.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Draws tiny tasks per second against the number of workers, which doubles from step to step. Used by one thread. */
final class WorkerLine {

    private static final int LEFT = 76;
    private static final int RIGHT = 60;
    private static final int HEAD = 76;
    private static final int PLOT = 200;
    private static final int FOOT = 54;

    /** One measured number of workers. */
    private record Point(int workers, double rate) {}

    private final List<Point> points = new ArrayList<>();
    private final int width;
    private double scale = 1;

    WorkerLine(Samples samples, int width) {
        this.width = width;
        for (WorkerSeries.Point point : WorkerSeries.POINTS) {
            OptionalDouble rate = samples.median(point.metric(), Peer.PROCESS_POOL);
            if (rate.isPresent()) {
                points.add(new Point(point.workers(), rate.getAsDouble()));
                scale = Math.max(scale, rate.getAsDouble());
            }
        }
        scale = roundedUp(scale);
    }

    /** To 1, 2 or 5 of the power of ten, so that the lines of the scale have round figures. */
    private static double roundedUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double digits = value / power;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }

    boolean isEmpty() {
        return points.isEmpty();
    }

    int height() {
        return HEAD + PLOT + FOOT;
    }

    void draw(Svg svg, int y) {
        svg.text(16, y + 28, Svg.Anchor.START, "title", "50 000 tiny tasks, with more and more workers");
        svg.text(
                16,
                y + 47,
                Svg.Anchor.START,
                "quiet",
                "thousand tasks per second of this pool, submitted one by one; all workers share the machine’s cores");
        for (int i = 0; i <= 4; i++) {
            double value = scale * i / 4;
            double line = y(y, value);
            svg.line(LEFT, line, width - RIGHT, line, i == 0 ? "axis" : "grid");
            svg.text(LEFT - 10, line + 4, Svg.Anchor.END, "quiet", thousands(value));
        }
        for (int i = 0; i < points.size(); i++) {
            draw(svg, i, y);
        }
        svg.text((LEFT + width - RIGHT) / 2.0, y + HEAD + PLOT + 40, Svg.Anchor.MIDDLE, "quiet", "workers");
    }

    private void draw(Svg svg, int i, int y) {
        Point point = points.get(i);
        double x = x(point.workers());
        double height = y(y, point.rate());
        if (i > 0) {
            Point last = points.get(i - 1);
            svg.line(x(last.workers()), y(y, last.rate()), x, height, "line");
        }
        svg.dot(x, height, "better");
        svg.text(x, height - 11, Svg.Anchor.MIDDLE, "", thousands(point.rate()));
        svg.text(x, y + HEAD + PLOT + 20, Svg.Anchor.MIDDLE, "", String.valueOf(point.workers()));
    }

    private static String thousands(double rate) {
        return rate == 0 ? "0" : String.format(Locale.ROOT, rate < 10_000 ? "%.1f" : "%.0f", rate / 1_000);
    }

    private double x(int workers) {
        int most = points.get(points.size() - 1).workers();
        double share = most == 1 ? 0 : Math.log(workers) / Math.log(most);
        return LEFT + 30 + share * (width - LEFT - RIGHT - 60);
    }

    private double y(int top, double rate) {
        return top + HEAD + PLOT * (1 - rate / scale);
    }
}
