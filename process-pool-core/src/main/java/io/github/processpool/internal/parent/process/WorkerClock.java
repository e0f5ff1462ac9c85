package io.github.processpool.internal.parent.process;

import io.github.processpool.internal.parent.pool.Timer;

/**
 * Translates times of a worker's clock to the pool's. On nearly all systems both JVMs read the same clock: the worker's greeting,
 * by its own time, then comes after the beginning of its start and before now, however late it is read. Otherwise the difference is
 * guessed from the greeting, and becomes smaller with every time that would be in the future: what comes late never counts for long.
 *
 * <p><b>Thread safety:</b> any thread; two that correct at once leave one of two corrections, and the next time corrects again.
 */
public final class WorkerClock {

    private final Timer timer;
    private final boolean same;
    /** Added to the worker's clock to get that of our JVM; volatile for all who translate. */
    private volatile long difference;

    private WorkerClock(Timer timer, boolean same, long difference) {
        this.timer = timer;
        this.same = same;
        this.difference = difference;
    }

    /** Knows a worker whose start began at a time of our JVM's clock and who now brings a greeting with its own time. */
    public static WorkerClock of(Timer timer, long startBegan, long greetingNanos) {
        long now = timer.jvmNow();
        boolean same = greetingNanos - startBegan >= 0 && now - greetingNanos >= 0;
        return new WorkerClock(timer, same, same ? 0 : now - greetingNanos);
    }

    /** Returns the time that a worker claims for something, or the nearest to it at which that can have happened. */
    public static long plausible(long claimed, long earliest, long latest) {
        if (claimed - earliest < 0) {
            return earliest;
        }
        return claimed - latest > 0 ? latest : claimed;
    }

    long toOurs(long workerNanos) {
        if (!same && timer.jvmNow() - (workerNanos + difference) < 0) {
            difference = timer.jvmNow() - workerNanos;
        }
        return timer.awake(workerNanos + difference);
    }
}
