package io.github.processpool.internal.system;

/** Tells from the stacks of threads where they are. Stateless. */
public final class Frames {

    /** A JVM does not show more of a stack. */
    private static final int MOST = 1000;

    private Frames() {}

    /**
     * Returns whether a thread is in no method of a class, nor of those in it, as one that has entered and has neither returned nor
     * thrown may be: HotSpot pops frames without running their handlers where it finds no memory for what they had done without.
     *
     * @param thread any thread
     * @param type the class
     * @return false also if that can't be told
     */
    public static boolean areGone(Thread thread, Class<?> type) {
        boolean dead = !thread.isAlive();
        StackTraceElement[] stack = thread.getStackTrace();
        if (dead || stack.length == 0 || stack.length >= MOST) {
            return dead && thread.getState() != Thread.State.NEW;
        }
        for (StackTraceElement place : stack) {
            String name = place.getClassName();
            if (name.equals(type.getName()) || name.startsWith(type.getName() + "$")) {
                return false;
            }
        }
        return true;
    }
}
