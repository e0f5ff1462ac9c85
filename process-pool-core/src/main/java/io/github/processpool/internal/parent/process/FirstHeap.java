package io.github.processpool.internal.parent.process;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * The heap that a worker begins with. A JVM takes a 64th of the machine's memory, and a third of that is filled with garbage before
 * any is collected: with eight workers on 64 GB more than 2 GB, however little their tasks need. The heap grows as ever, up to the
 * largest. Stateless.
 */
final class FirstHeap {

    private static final long MOST = 64L << 20;

    private FirstHeap() {}

    /** Returns the argument for a worker on this machine, or none. */
    static List<String> onThisMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? on(system.getTotalMemorySize())
                : List.of();
    }

    /** As a share: a size would beat other shares, and a JVM refuses one over the largest heap, which its user may make smaller. */
    static List<String> on(long memory) {
        return memory / 64 <= MOST
                ? List.of()
                : List.of(String.format(Locale.ROOT, "-XX:InitialRAMPercentage=%.5f", 100.0 * MOST / memory));
    }
}
