package io.github.processpool;

import java.util.Locale;

/** Checks sizes that users pass, naming the setting and the value. */
final class Sizes {

    private static final long MEGABYTE = Machine.MEGABYTE;

    private Sizes() {}

    static long atLeastMegabytes(int minimum, String setting, long bytes) {
        if (bytes < minimum * MEGABYTE) {
            throw new IllegalArgumentException(
                    setting + " must be at least " + minimum + " MB, but was " + bytes + " bytes");
        }
        return bytes;
    }

    static void checkHeap(long bytes) {
        long memory = Machine.memoryHere();
        if (bytes > memory) {
            throw new IllegalArgumentException(
                    "workerHeap must not exceed the memory of this machine or container, which is " + words(memory)
                            + ", but was " + words(bytes));
        }
    }

    private static String words(long bytes) {
        long megabytes = bytes / MEGABYTE;
        return megabytes < 10_240 ? megabytes + " MB" : String.format(Locale.ROOT, "%.1f GB", megabytes / 1024.0);
    }
}
