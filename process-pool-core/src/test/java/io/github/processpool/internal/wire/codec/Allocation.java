package io.github.processpool.internal.wire.codec;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** Measures how much memory the current thread has asked for, whether it got it or not. */
public final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {}

    /** Returns how many bytes an action has allocated; its exception is of no interest, unless memory ran out. */
    public static long of(Callable<?> action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            action.call();
        } catch (OutOfMemoryError e) {
            throw new AssertionError("tried to allocate more than there is", e);
        } catch (Exception e) {
            // Forged input is refused.
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
