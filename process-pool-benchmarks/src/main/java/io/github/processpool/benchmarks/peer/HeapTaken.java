package io.github.processpool.benchmarks.peer;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many bytes of heap both sides have taken since they began, garbage included.
 *
 * @param parent taken by the process that submits; below zero where nobody counts
 * @param worker taken by the worker
 */
record HeapTaken(long parent, long worker) {

    static final HeapTaken UNKNOWN = new HeapTaken(-1, -1);

    /** What the threads of this JVM have taken; what threads took that have ended is not in it. */
    static long here() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long taken = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            taken += Math.max(bytes, 0);
        }
        return taken;
    }
}
