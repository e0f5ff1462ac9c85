package io.github.processpool.benchmarks.sidebyside;

/** One line of the table: what a driver's answer calls it, what the reader calls it, and its unit. */
enum Metric {
    ROUND_TRIP_P50("p50", "empty task, round trip, p50", "µs"),
    ROUND_TRIP_P99("p99", "empty task, round trip, p99", "µs"),
    TINY_TASKS("rate", "50 000 tiny tasks, submitted one by one and collected", "tasks/s"),
    CALLS("rate", "tiny tasks awaited one by one by 8 threads at once", "tasks/s"),
    WORKERS_1("rate-1", "tiny tasks with 1 worker", "tasks/s"),
    WORKERS_2("rate-2", "tiny tasks with 2 workers", "tasks/s"),
    WORKERS_8("rate-8", "tiny tasks with 8 workers", "tasks/s"),
    WORKERS_32("rate-32", "tiny tasks with 32 workers", "tasks/s"),
    WORKERS_64("rate-64", "tiny tasks with 64 workers", "tasks/s"),
    WORKERS_SHARE("share", "tiny tasks with 64 warm workers, as share of those with 2", ""),
    WORKERS_COLD_SHARE("cold-share", "the same in the third round of fresh pools", ""),
    QUEUED_BYTES("bytes", "1 000 000 tiny tasks queued, heap for each", "bytes"),
    QUEUED_SHARE("share", "their rate, as share of that of 10 000 queued", ""),
    MAP("rate", "1 000 000 integers through `map`", "elements/s"),
    ECHO_1MB("rate", "`byte[]` echo of 1 MB", "MB/s"),
    ECHO_100MB("rate", "`byte[]` echo of 100 MB", "MB/s"),
    ECHO_PARENT_HEAP("parent-heap", "heap taken for each of these by the parent, garbage included", "MB"),
    ECHO_WORKER_HEAP("worker-heap", "the same by the worker", "MB"),
    FIRST_RESULT("ms", "first result of a fresh pool", "ms"),
    FIRST_ARCHIVED("ms", "the same with an archive of classes", "ms"),
    KILL_TO_RESULT("ms", "SIGKILL of a worker at work to the next result", "ms"),
    KILL_TO_RESULT_ALL_BUSY("ms", "the same while the other worker is busy", "ms"),
    SHARED_BUFFER("shared", "256 MB in a shared buffer, read by two workers", "MB/s"),
    SENT_INSTEAD("sent", "the same bytes as arguments, half to each worker", "MB/s"),
    RECYCLING_SHARE("share", "tiny tasks with 100 tasks per worker, as share of those without a limit", ""),
    CPU_SHARE("share", "share of both cores in tasks of 2 ms of CPU", ""),
    IDLE_WORKER("worker", "CPU per idle worker", "% of a core"),
    IDLE_PARENT("parent", "CPU of the idle pool's parent", "% of a core");

    private final String key;
    private final String label;
    private final String unit;

    Metric(String key, String label, String unit) {
        this.key = key;
        this.label = label;
        this.unit = unit;
    }

    /** The name of this metric's value in a driver's answer. */
    String key() {
        return key;
    }

    /** Empty for a share. */
    String unit() {
        return unit;
    }

    /** Whether less is better. */
    boolean isDuration() {
        return unit.equals("µs") || unit.equals("ms");
    }

    /** What is measured, with the unit. */
    String title() {
        return unit.isEmpty() ? label : label + ", " + unit;
    }
}
