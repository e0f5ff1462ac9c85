package io.github.processpool.internal.parent.task;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Knows in which short answer the one thread is that reads those, one after the other: as long as it gets on, no other thread has to
 * be woken for the next one, which takes longer than to read it. It reads nothing.
 *
 * <p><b>Thread safety:</b> guarded by the lock of the {@link Readings}, but for {@link #isCurrentThread}.
 */
final class QuickReader {

    /** How long the thread may be in one answer before others are woken. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How many bytes a short answer has at most. */
    private static final int SHORT = 1 << 14;
    /** How many answers may wait for the one thread. */
    private static final int FEW = 64;

    /** Null if there is no such thread. */
    private @Nullable Reading current;
    /** Null likewise; volatile for a look without the lock. */
    private volatile @Nullable Thread thread;

    /** The current thread begins to read this one. */
    void begin(Reading next, long nowNanos) {
        if (next.bytes() <= SHORT && !isGettingOn(nowNanos)) {
            current = next;
            thread = Thread.currentThread();
        }
    }

    /** The current thread goes on to another one, or ends. */
    void leave() {
        if (isCurrentThread()) {
            clear();
        }
    }

    /** The thread that is in this one does not come back. */
    void leave(Reading left) {
        if (current == left) {
            clear();
        }
    }

    private void clear() {
        current = null;
        thread = null;
    }

    /** Any thread: whether it is this one. */
    boolean isCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** Returns whether the thread comes soon, and can do with so many that wait. */
    boolean suffices(int waiting, long nowNanos) {
        return waiting <= FEW && isGettingOn(nowNanos);
    }

    private boolean isGettingOn(long nowNanos) {
        Reading reading = current;
        return reading != null && reading.nanosSoFar(nowNanos) < PATIENCE_NANOS;
    }
}
