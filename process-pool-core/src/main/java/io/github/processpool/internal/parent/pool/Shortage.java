package io.github.processpool.internal.parent.pool;

/**
 * Tells errors that pass by themselves, when there is memory or stack again, from those that come each time. Stateless.
 */
public final class Shortage {

    private Shortage() {}

    /** Returns whether what failed so is to be tried again. */
    public static boolean is(Throwable problem) {
        return problem instanceof OutOfMemoryError || problem instanceof StackOverflowError;
    }
}
