package io.github.processpool.benchmarks.sidebyside;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One piece of work that every peer is asked to do: its name on the command line, and the command for the drivers. */
enum Row {
    ROUND_TRIP("round-trip", "roundtrip 1000 5000", "roundtrip 100 500", Metric.ROUND_TRIP_P50, Metric.ROUND_TRIP_P99),
    TINY_TASKS("tiny", "tiny 50000", "tiny 5000", Metric.TINY_TASKS),
    CALLS("calls", "calls 8 20000", "calls 8 4000", Metric.CALLS),
    WORKERS(
            "workers",
            "many 50000 30000 1 2 8 32 64",
            "many 5000 3000 1 2 8 32 64",
            Metric.WORKERS_1,
            Metric.WORKERS_2,
            Metric.WORKERS_8,
            Metric.WORKERS_32,
            Metric.WORKERS_64,
            Metric.WORKERS_SHARE,
            Metric.WORKERS_COLD_SHARE),
    QUEUED("queued", "queued 1000000 10000 20", "queued 100000 1000 20", Metric.QUEUED_BYTES, Metric.QUEUED_SHARE),
    MAP("map", "map 1000000 5", "map 100000 2", Metric.MAP),
    ECHO_1MB("echo-1mb", "echo 1000000 200", "echo 1000000 20", Metric.ECHO_1MB),
    ECHO_100MB(
            "echo-100mb",
            "echo 100000000 4",
            "echo 100000000 1",
            Metric.ECHO_100MB,
            Metric.ECHO_PARENT_HEAP,
            Metric.ECHO_WORKER_HEAP),
    FIRST_RESULT("first", "first", "first", Metric.FIRST_RESULT),
    FIRST_ARCHIVED("first-archived", "archived", "archived", Metric.FIRST_ARCHIVED),
    KILL("kill", "kill one", "kill one", Metric.KILL_TO_RESULT),
    KILL_ALL_BUSY("kill-all-busy", "kill all-busy", "kill all-busy", Metric.KILL_TO_RESULT_ALL_BUSY),
    SHARED_BUFFER(
            "shared-buffer", "shared 256000000 4", "shared 16000000 1", Metric.SHARED_BUFFER, Metric.SENT_INSTEAD),
    RECYCLING("recycling", "recycling 3000 30000", "recycling 300 3000", Metric.RECYCLING_SHARE),
    CPU("cpu", "burn 2000 2000", "burn 200 2000", Metric.CPU_SHARE),
    /** Asks no driver for anything: all peers rest at once, and the runner reads their CPU times. */
    IDLE("idle", "", "", Metric.IDLE_WORKER, Metric.IDLE_PARENT);

    private static final int LONG_REPETITIONS = 3;

    private final String id;
    private final String command;
    private final String quickCommand;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Metric> metrics;

    Row(String id, String command, String quickCommand, Metric... metrics) {
        this.id = id;
        this.command = command;
        this.quickCommand = quickCommand;
        this.metrics = List.of(metrics);
    }

    /**
     * Whether it is asked in this repetition. Two rows make fresh pools each time, which the driver warms up, and take long: the first
     * repetition, which does not count, is of no use to them, and three have to do, or one that answers with several rounds.
     */
    boolean isDueIn(int repetition) {
        return switch (this) {
            case WORKERS -> repetition == 1;
            case QUEUED -> repetition >= 1 && repetition <= LONG_REPETITIONS;
            default -> true;
        };
    }

    String command(boolean quick) {
        return quick ? quickCommand : command;
    }

    List<Metric> metrics() {
        return metrics;
    }

    static Row of(String id) {
        return Arrays.stream(values())
                .filter(row -> row.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No row \"" + id + "\"; there are " + ids()));
    }

    static String ids() {
        return Arrays.stream(values()).map(row -> row.id).collect(Collectors.joining(","));
    }
}
