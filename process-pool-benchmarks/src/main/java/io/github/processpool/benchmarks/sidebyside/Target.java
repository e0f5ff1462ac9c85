package io.github.processpool.benchmarks.sidebyside;

import java.util.OptionalDouble;

/** What the pool is to reach in such a run: mostly a ratio to Python's executor, because ratios travel. */
enum Target {
    TASKS_PER_SECOND("tiny tasks per second, as a multiple of `concurrent.futures`", Metric.TINY_TASKS, true, true, 10),
    ROUND_TRIP("round trip p50, as a part of `concurrent.futures`", Metric.ROUND_TRIP_P50, true, false, 0.4),
    ECHO_1MB("1 MB echo, as a multiple of `concurrent.futures`", Metric.ECHO_1MB, true, true, 1.5),
    ECHO_100MB("100 MB echo, as a multiple of `concurrent.futures`", Metric.ECHO_100MB, true, true, 3),
    CPU_SHARE("share of both cores in tasks of 2 ms", Metric.CPU_SHARE, false, true, 0.95),
    IDLE("CPU per idle worker, % of a core", Metric.IDLE_WORKER, false, false, 0.1);

    private final String label;
    private final Metric metric;
    private final boolean isRatio;
    private final boolean isMinimum;
    private final double limit;

    Target(String label, Metric metric, boolean isRatio, boolean isMinimum, double limit) {
        this.label = label;
        this.metric = metric;
        this.isRatio = isRatio;
        this.isMinimum = isMinimum;
        this.limit = limit;
    }

    String label() {
        return label;
    }

    String required() {
        return (isMinimum ? "at least " : "at most ") + Figures.plain(limit);
    }

    OptionalDouble measured(Samples samples) {
        return isRatio
                ? samples.ratio(metric, Peer.PROCESS_POOL, Peer.FUTURES)
                : samples.median(metric, Peer.PROCESS_POOL);
    }

    boolean isMetBy(double value) {
        return isMinimum ? value >= limit : value <= limit;
    }
}
