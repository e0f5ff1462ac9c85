package io.github.processpool.benchmarks.soak;

import org.jspecify.annotations.Nullable;

/**
 * Counts what must not happen, and prints the first of it.
 *
 * <p><b>Thread safety:</b> the soak's main thread and the threads of the {@link Traffic} report; guarded by this.
 */
final class Violations {

    private static final int MOST_REPORTS = 30;

    private int count;

    synchronized void add(String what, @Nullable Throwable why) {
        count++;
        if (count <= MOST_REPORTS) {
            System.out.println("VIOLATION: " + what);
            if (why != null) {
                why.printStackTrace(System.out);
            }
        }
    }

    synchronized int count() {
        return count;
    }
}
