package io.github.processpool.internal.parent.pool;

/**
 * Tells whether a thread can be in what a {@link PoolLock} guards: nobody waits for anything there, or leaves the engine. Stateless.
 */
final class LockedRegion {

    private static final String ENGINE = "io.github.processpool.internal.parent.";
    private static final String CHANNELS = "sun.nio.ch.";

    private LockedRegion() {}

    static boolean isOutside(Thread owner) {
        StackTraceElement[] stack = owner.getStackTrace();
        Thread.State state = owner.getState();
        boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        return waits || !owner.isAlive() || (stack.length > 0 && (isInChannel(stack[0]) || !isInEngine(stack)));
    }

    private static boolean isInChannel(StackTraceElement place) {
        return place.getClassName().startsWith(CHANNELS);
    }

    private static boolean isInEngine(StackTraceElement[] stack) {
        for (StackTraceElement place : stack) {
            if (place.getClassName().startsWith(ENGINE)) {
                return true;
            }
        }
        return false;
    }
}
