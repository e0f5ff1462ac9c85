package io.github.processpool.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much CPU time processes have used, from {@code /proc/<pid>/stat}; nothing is known where there is no such file. Counted in whole
 * steps of the kernel, so that two processes that have used the same are equal, and not one more by a rounding error.
 */
public final class CpuTimes {

    /** The kernel reports in hundredths of a second on every architecture that Linux distributions build for. */
    public static final int TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private CpuTimes() {}

    static boolean isSupported() {
        return Files.exists(Path.of("/proc/self/stat"));
    }

    /** Returns which part of a core they are, in percent, that were used within so many seconds. */
    public static double percentOfCore(long ticks, long seconds) {
        return 100.0 * ticks / (TICKS_PER_SECOND * seconds);
    }

    /** User and system time of all these processes. */
    public static long ticks(List<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The name in parentheses may contain spaces; the fields are counted from behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            ticks += Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        }
        return ticks;
    }
}
