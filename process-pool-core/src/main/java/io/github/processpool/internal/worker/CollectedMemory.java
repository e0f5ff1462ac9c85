package io.github.processpool.internal.worker;

import io.github.processpool.internal.system.ResidentMemory;
import io.github.processpool.internal.wire.page.Vitals;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/**
 * Finds out how much memory this process really needs, and writes it into the {@link Vitals} of the worker: the memory that the
 * operating system counts, with the heap at the size that a collection leaves of it. It decides nothing. Stateless; used by the {@link
 * TaskRunner} between tasks.
 *
 * <p>The only class of a worker that uses {@code java.management}, which takes time to load: no worker pays for it before its
 * parent asks.
 */
final class CollectedMemory {

    private CollectedMemory() {}

    static void report(Vitals vitals) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long live = runtime.totalMemory() - runtime.freeMemory();
        long resident = ResidentMemory.privateOf(ProcessHandle.current().pid());
        // Without /proc the heap is all we know.
        long needed = resident < 0 ? live : Math.max(live, resident - touchedHeap() + live);
        vitals.collected(live, needed);
    }

    /**
     * The part of the heap that has pages: collectors fill a pool from its beginning, and keep what it was given when they empty
     * it. Memory that a pool was given beyond the most that it ever used has no pages yet.
     */
    private static long touchedHeap() {
        long touched = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP && pool.isValid()) {
                touched +=
                        Math.min(pool.getPeakUsage().getUsed(), pool.getUsage().getCommitted());
            }
        }
        return touched;
    }
}
