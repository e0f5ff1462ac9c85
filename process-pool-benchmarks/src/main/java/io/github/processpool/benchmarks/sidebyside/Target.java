package io.github.processpool.benchmarks.sidebyside;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What the pool is to reach in such a run: mostly a ratio to another peer, because ratios travel. */
enum Target {
    TASKS_PER_SECOND(
            "tiny tasks per second, as a multiple of `concurrent.futures`", Metric.TINY_TASKS, Peer.FUTURES, true, 30),
    CALLS(
            "the same awaited one by one by 8 threads, as a multiple of `concurrent.futures`",
            Metric.CALLS,
            Peer.FUTURES,
            true,
            20),
    WORKERS("tiny tasks with 64 warm workers, as share of those with 2", Metric.WORKERS_SHARE, null, true, 0.8),
    QUEUED_BYTES("heap per task of 1 000 000 queued, bytes", Metric.QUEUED_BYTES, null, false, 300),
    QUEUED_RATE("their rate, as share of that of 10 000 queued", Metric.QUEUED_SHARE, null, true, 0.8),
    MAP_TO_POOL(
            "elements of a `map` per second, as a multiple of `multiprocessing.Pool`",
            Metric.MAP,
            Peer.MULTIPROCESSING,
            true,
            1),
    MAP_TO_FUTURES(
            "the same as a multiple of `concurrent.futures` in chunks of 100", Metric.MAP, Peer.FUTURES, true, 5),
    ROUND_TRIP("round trip p50, as a part of `concurrent.futures`", Metric.ROUND_TRIP_P50, Peer.FUTURES, false, 0.06),
    ROUND_TRIP_TO_SOCKET("the same, as a part of the blocking socket", Metric.ROUND_TRIP_P50, Peer.SOCKET, false, 0.6),
    ECHO_1MB("1 MB echo, as a multiple of the spinning socket", Metric.ECHO_1MB, Peer.SOCKET_SPIN, true, 0.8),
    ECHO_100MB("100 MB echo, as a multiple of the spinning socket", Metric.ECHO_100MB, Peer.SOCKET_SPIN, true, 0.8),
    FIRST_RESULT(
            "first result of a fresh pool, as a multiple of the start of one JVM",
            Metric.FIRST_RESULT,
            Peer.SOCKET,
            false,
            1.4),
    REPLACEMENT(
            "SIGKILL with the other worker busy to the next result, as a multiple of the start of one JVM",
            Metric.KILL_TO_RESULT_ALL_BUSY,
            Metric.FIRST_RESULT,
            Peer.SOCKET,
            false,
            1.3),
    RECYCLING(
            "tiny tasks with 100 per worker, as share of those without a limit",
            Metric.RECYCLING_SHARE,
            null,
            true,
            0.1),
    SHARED_BUFFER(
            "256 MB in a shared buffer, as a multiple of `concurrent.futures`",
            Metric.SHARED_BUFFER,
            Peer.FUTURES,
            true,
            1),
    CPU_SHARE("share of both cores in tasks of 2 ms", Metric.CPU_SHARE, null, true, 0.95),
    IDLE("CPU per idle worker, % of a core", Metric.IDLE_WORKER, null, false, 0.1),
    IDLE_PARENT(
            "CPU of the idle pool's parent, as a multiple of a bare JVM's", Metric.IDLE_PARENT, Peer.SOCKET, false, 1);

    private final String label;
    private final Metric metric;
    /** With which figure of the reference it is compared. */
    private final Metric referenceMetric;
    /** Whose figure is the measure; null: the limit is one of its own. */
    private final @Nullable Peer reference;

    private final boolean isMinimum;
    private final double limit;

    Target(String label, Metric metric, @Nullable Peer reference, boolean isMinimum, double limit) {
        this(label, metric, metric, reference, isMinimum, limit);
    }

    Target(
            String label,
            Metric metric,
            Metric referenceMetric,
            @Nullable Peer reference,
            boolean isMinimum,
            double limit) {
        this.label = label;
        this.metric = metric;
        this.referenceMetric = referenceMetric;
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
                : samples.ratio(metric, Peer.PROCESS_POOL, referenceMetric, reference);
    }

    boolean isMetBy(double value) {
        return isMinimum ? value >= limit : value <= limit;
    }
}
