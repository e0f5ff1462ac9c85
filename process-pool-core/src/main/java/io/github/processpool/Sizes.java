package io.github.processpool;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Checks sizes that users pass, naming the setting and the value, and knows the memory of the machine. */
final class Sizes {

    private static final long MEGABYTE = 1024L * 1024L;

    private Sizes() {}

    static long atLeastMegabytes(int minimum, String setting, long bytes) {
        if (bytes < minimum * MEGABYTE) {
            throw new IllegalArgumentException(
                    setting + " must be at least " + minimum + " MB, but was " + bytes + " bytes");
        }
        return bytes;
    }

    /** Half of the memory for all workers together. */
    static long defaultHeap(int workers) {
        return Math.max(256 * MEGABYTE, memory() / 2 / workers / MEGABYTE * MEGABYTE);
    }

    static void checkHeap(long bytes) {
        long memory = memory();
        if (bytes > memory) {
            throw new IllegalArgumentException(
                    "workerHeap must not exceed the memory of this machine or container, which is " + words(memory)
                            + ", but was " + words(bytes));
        }
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory() * 4;
    }

    private static String words(long bytes) {
        long megabytes = bytes / MEGABYTE;
        return megabytes < 10_240 ? megabytes + " MB" : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024.0);
    }
}
