package io.github.processpool.benchmarks.clustered;

import io.github.processpool.benchmarks.sidebyside.CpuTimes;
import java.util.Locale;

/** Which processor time so many tasks have taken, in ticks of the kernel. */
record CpuPerTask(long tasks, long here, long there, long workers) {

    private static final double MICROS_PER_TICK = 1_000_000.0 / CpuTimes.TICKS_PER_SECOND;

    CpuPerTask plus(CpuPerTask more) {
        return new CpuPerTask(tasks + more.tasks, here + more.here, there + more.there, workers + more.workers);
    }

    /** In microseconds, with their compilers and collectors. */
    double ofMembers() {
        return micros(here + there);
    }

    private double micros(long ticks) {
        return ticks * MICROS_PER_TICK / tasks;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "CPU per task: %.1f µs here + %.1f the other member = %.1f; %.1f workers",
                micros(here),
                micros(there),
                ofMembers(),
                micros(workers));
    }
}
