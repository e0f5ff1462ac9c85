package io.github.processpool.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much CPU time processes have used, from {@code /proc/<pid>/stat}; nothing is known where there is no such file. */
final class CpuTimes {

    /** The kernel reports in hundredths of a second on every architecture that Linux distributions build for. */
    private static final double SECONDS_PER_TICK = 0.01;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private CpuTimes() {}

    static boolean isSupported() {
        return Files.exists(Path.of("/proc/self/stat"));
    }

    /** User and system time of all these processes. */
    static double seconds(List<Long> pids) throws IOException {
        double seconds = 0;
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The name in parentheses may contain spaces; the fields are counted from behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            seconds += (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * SECONDS_PER_TICK;
        }
        return seconds;
    }
}
