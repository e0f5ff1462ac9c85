package io.github.processpool.benchmarks.sidebyside;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What the pool is to reach in such a run: mostly a ratio to a Python pool, because ratios travel. */
enum Target {
    TASKS_PER_SECOND(
            "tiny tasks per second, as a multiple of `concurrent.futures`", Metric.TINY_TASKS, Peer.FUTURES, true, 10),
    MAP_TO_POOL(
            "elements of a `map` per second, as a multiple of `multiprocessing.Pool`",
            Metric.MAP,
            Peer.MULTIPROCESSING,
            true,
            1),
    MAP_TO_FUTURES(
            "the same as a multiple of `concurrent.futures` in chunks of 100", Metric.MAP, Peer.FUTURES, true, 5),
    ROUND_TRIP("round trip p50, as a part of `concurrent.futures`", Metric.ROUND_TRIP_P50, Peer.FUTURES, false, 0.4),
    ECHO_1MB("1 MB echo, as a multiple of `concurrent.futures`", Metric.ECHO_1MB, Peer.FUTURES, true, 1.5),
    ECHO_100MB("100 MB echo, as a multiple of `concurrent.futures`", Metric.ECHO_100MB, Peer.FUTURES, true, 3),
    CPU_SHARE("share of both cores in tasks of 2 ms", Metric.CPU_SHARE, null, true, 0.95),
    IDLE("CPU per idle worker, % of a core", Metric.IDLE_WORKER, null, false, 0.1);

    private final String label;
    private final Metric metric;
    /** Whose figure is the measure; null: the limit is one of its own. */
    private final @Nullable Peer reference;

    private final boolean isMinimum;
    private final double limit;

    Target(String label, Metric metric, @Nullable Peer reference, boolean isMinimum, double limit) {
        this.label = label;
        this.metric = metric;
        this.reference = reference;
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
        return reference == null
                ? samples.median(metric, Peer.PROCESS_POOL)
                : samples.ratio(metric, Peer.PROCESS_POOL, reference);
    }

    boolean isMetBy(double value) {
        return isMinimum ? value >= limit : value <= limit;
    }
}
