package io.github.processpool.internal.wire.message;

/** The codes that a worker exits with when it ends for a reason of its own. An orderly end has code 0. */
public final class ExitCodes {

    /** It was started by hand, or its parent had gone before it could connect. */
    public static final int NO_PARENT = 70;

    /** Its parent is gone. */
    public static final int ORPHANED = 71;

    /** The thread that runs its tasks can't go on, and the worker is of no use without it. */
    public static final int OUT_OF_CONTROL = 72;

    private ExitCodes() {}
}
