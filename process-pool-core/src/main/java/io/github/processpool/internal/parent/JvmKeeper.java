package io.github.processpool.internal.parent;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps the JVM alive while tasks are unfinished, by a thread that is no daemon; an idle pool does not. The thread stays for a
 * moment after the last task, so that not every task makes a new one.
 *
 * <p><b>Thread safety:</b> any thread counts.
 */
final class JvmKeeper {

    private static final long LOOK_NANOS = 100_000_000;

    private final ThreadFactory threads;
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean keeping = new AtomicBoolean();

    JvmKeeper(ThreadFactory threads) {
        this.threads = threads;
    }

    void taskAdded() {
        unfinished.incrementAndGet();
        keep();
    }

    void taskDone() {
        unfinished.decrementAndGet();
    }

    int unfinished() {
        return unfinished.get();
    }

    private void keep() {
        if (!keeping.get() && keeping.compareAndSet(false, true)) {
            try {
                Thread keeper = threads.newThread(this::run);
                keeper.setDaemon(false);
                keeper.start();
            } catch (OutOfMemoryError e) {
                keeping.set(false); // No thread can be made now; the next task tries again.
            }
        }
    }

    private void run() {
        while (unfinished.get() > 0) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        keeping.set(false);
        // A task that came after the last look has found the keeper still there.
        if (unfinished.get() > 0) {
            keep();
        }
    }
}
