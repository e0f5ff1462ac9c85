package io.github.processpool.benchmarks.sidebyside;

import java.util.List;

/** The tiny tasks of one peer with more and more workers: a small table of its own, and a line in the picture. */
final class WorkerSeries {

    /** The rate with so many workers. */
    record Point(int workers, Metric metric) {}

    static final List<Point> POINTS = List.of(
            new Point(1, Metric.WORKERS_1),
            new Point(2, Metric.WORKERS_2),
            new Point(8, Metric.WORKERS_8),
            new Point(32, Metric.WORKERS_32),
            new Point(64, Metric.WORKERS_64));

    private WorkerSeries() {}

    static boolean has(Metric metric) {
        return POINTS.stream().anyMatch(point -> point.metric() == metric);
    }
}
