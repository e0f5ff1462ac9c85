package io.github.processpool.internal.parent;

/** What the start of a pool prepares for all pools of the JVM; for tests that play a pool without an {@link Engine}. */
public final class Prepared {

    private Prepared() {}

    /** Has the classes initialized that must not be met for the first time where stack or heap are full. */
    public static void classes() {
        ReadyClasses.prepare();
    }
}
