package io.github.processpool;

import io.github.processpool.internal.system.ContainerMemory;
import java.lang.management.ManagementFactory;

/**
 * The machine or container of this JVM, as far as the size of a pool depends on it; says how many workers it has room for, and how
 * large their heaps may be, where users do not. A JVM takes its heap and {@link #BESIDE_THE_HEAP} here; whatever a task allocates
 * outside of the heap is not foreseen.
 *
 * @param processors that are available
 * @param memory bytes
 * @param parentHeap how large the heap of this JVM may become, in bytes
 */
record Machine(int processors, long memory, long parentHeap) {

    static final long MEGABYTE = 1024L * 1024L;

    /** Classes, compiled code and threads; how much of that there is was measured, see docs/sizing.md. */
    private static final long BESIDE_THE_HEAP = 128 * MEGABYTE;

    /** A worker more is not worth having less than this in each. */
    private static final long ENOUGH_HEAP = 192 * MEGABYTE;

    /** With less, the frameworks of many an application do not start; it is better to be warned of a container that is too small. */
    private static final long LEAST_HEAP = 128 * MEGABYTE;

    static Machine here() {
        Runtime runtime = Runtime.getRuntime();
        return new Machine(runtime.availableProcessors(), memoryHere(), runtime.maxMemory());
    }

    /** A JVM knows the limit of its own group, but not those of the groups around it. */
    static long memoryHere() {
        long system =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean
                        ? bean.getTotalMemorySize()
                        : Runtime.getRuntime().maxMemory() * 4;
        return ContainerMemory.ofThisProcess()
                .limitBytes()
                .map(limit -> Math.min(limit, system))
                .orElse(system);
    }

    /**
     * Returns how many workers there should be: one for each processor, or as many as the memory has room for.
     *
     * @param others processes of the pool beside these: its spare workers
     * @param heap of each worker, or 0 if that is to be found, too
     */
    int workers(int others, long heap) {
        long wanted = heap > 0 ? heap : ENOUGH_HEAP;
        int workers = processors;
        while (workers > 1 && room(workers + others) / (workers + others) < wanted) {
            workers--;
        }
        return workers;
    }

    /** Returns how large the heap of each of these should be: a share of half the memory, or of what is left if that is less. */
    long heap(int workers) {
        long together = Math.min(memory / 2, room(workers));
        return Math.max(LEAST_HEAP, together / workers / MEGABYTE * MEGABYTE);
    }

    /** What the heaps of these may take together, beside this JVM. */
    private long room(int workers) {
        return memory - parentHeap - (workers + 1) * BESIDE_THE_HEAP;
    }
}
