package io.github.processpool.spring.pool;

import io.github.processpool.PoolShutdownException;
import io.github.processpool.ProcessPoolExecutor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the pool that is open now, and callers back until the first one is. Calls of the thread that will open it, which is the one
 * that starts the application context, would wait for ever, so they fail at once.
 *
 * <p><b>Thread safety:</b> any thread calls; the context's thread opens and closes.
 */
final class StartGate {

    private final String name;
    private final Duration patience;
    private final CountDownLatch passable = new CountDownLatch(1);
    /** Volatile: read by every call without a lock; written under the lock of this object. */
    private volatile @Nullable ProcessPoolExecutor pool;
    /** Volatile: see {@link #pool}. Once set it stays. */
    private volatile boolean closed;
    /** Volatile: read by calls before the start; null afterwards, so that no thread is kept from being collected. */
    private volatile @Nullable Thread starter;

    /** @param starter the thread that will open the first pool */
    StartGate(String name, Duration patience, Thread starter) {
        this.name = name;
        this.patience = patience;
        this.starter = starter;
    }

    /** The pool that was opened last; null before the first. */
    @Nullable
    ProcessPoolExecutor pool() {
        return pool;
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets callers in. Does nothing while a pool is open. */
    synchronized void open(Supplier<ProcessPoolExecutor> source) {
        if (closed) {
            throw new IllegalStateException(
                    "Process pool '" + name + "' belongs to an application context that is closed");
        }
        ProcessPoolExecutor last = pool;
        if (last == null || last.isShutdown()) {
            pool = source.get();
        }
        starter = null;
        passable.countDown();
    }

    /** Releases callers for good; returns the pool that was opened last. */
    synchronized @Nullable ProcessPoolExecutor close() {
        closed = true;
        starter = null;
        passable.countDown();
        return pool;
    }

    /** The pool that was opened last; waits for the first one. */
    ProcessPoolExecutor awaitPool() {
        ProcessPoolExecutor open = pool;
        if (open != null) {
            return open;
        }
        refuseStarter();
        if (!await()) {
            throw new RejectedExecutionException("Process pool '" + name + "' has not been started within "
                    + patience.toSeconds() + " s: it starts with the application context, which is not ready yet");
        }
        open = pool;
        if (open == null) {
            throw new PoolShutdownException("Process pool '" + name
                    + "' was never started: its application context failed" + " to start, or is closed");
        }
        return open;
    }

    /** Throws on the thread that will open the first pool. */
    void refuseStarter() {
        if (Thread.currentThread() == starter) {
            throw new RejectedExecutionException(
                    "Process pool '" + name + "' starts with the application context, which"
                            + " this thread is still starting. Submit tasks later, for example in an ApplicationRunner, or from"
                            + " another thread, which then waits for the start");
        }
    }

    private boolean await() {
        try {
            return passable.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "Interrupted while waiting for the start of process pool '" + name + "'", e);
        }
    }
}
