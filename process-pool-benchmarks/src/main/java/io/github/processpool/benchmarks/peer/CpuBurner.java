package io.github.processpool.benchmarks.peer;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Work that is nothing but CPU, measured by the clock of the thread that does it: equal on every peer and machine. */
final class CpuBurner {

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
    private static final int STEPS_BETWEEN_LOOKS = 4_000;

    private CpuBurner() {}

    /** Burns at least {@code nanos} of this thread's CPU time, and returns how much it was. */
    static long burn(long nanos) {
        long start = CLOCK.getCurrentThreadCpuTime();
        long burned;
        long value = start;
        do {
            for (int i = 0; i < STEPS_BETWEEN_LOOKS; i++) {
                value = value * 6364136223846793005L + 1442695040888963407L;
            }
            burned = CLOCK.getCurrentThreadCpuTime() - start;
        } while (burned < nanos);
        // The condition is never true; without it the compiler could drop the loop.
        return value == 0 ? burned + 1 : burned;
    }
}
