package io.github.processpool.internal.parent.pool;

import java.util.concurrent.Future;

/**
 * The clock of a pool, and what runs short actions at their time. Everything in the parent that asks how much time has passed asks
 * here, so that a test can turn the clock.
 *
 * <p><b>Thread safety:</b> any thread may ask and schedule. Actions run one after the other; no code of the user is among them.
 */
public interface Timer {

    /** Returns the time in nanoseconds on a clock that only goes forward, and stands still while this process does. */
    long now();

    /** Returns the time on the clock of the JVM, see {@link System#nanoTime}, which never stands still. */
    default long jvmNow() {
        return now();
    }

    /** Translates a past time of the JVM's clock. */
    default long awake(long jvmNanos) {
        return jvmNanos;
    }

    /** Runs an action after a time; after the end of the pool it runs at once or not at all. */
    Future<?> after(long nanos, Runnable action);

    /** Runs an action again and again, with a pause of so long before each run. */
    void every(long nanos, Runnable action);

    /** Nothing is run any more. */
    void close();
}
