package io.github.processpool.internal.parent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool's timer: one thread that runs short actions at their time. No code of the user runs on it.
 *
 * <p><b>Thread safety:</b> any thread may schedule.
 */
final class Timer {

    private static final Logger log = LoggerFactory.getLogger(Timer.class);

    private final ScheduledThreadPoolExecutor timer;

    Timer(ThreadFactory factory) {
        timer = new ScheduledThreadPoolExecutor(1, factory);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    }

    /** Runs an action after a time; after the end of the pool it runs at once or not at all. */
    Future<?> after(long nanos, Runnable action) {
        try {
            return timer.schedule(guarded(action), nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    void every(long nanos, Runnable action) {
        timer.scheduleWithFixedDelay(guarded(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    void close() {
        timer.shutdownNow();
    }

    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException | Error e) {
                log.error("A timer of a process pool failed; this is a bug of the library", e);
            }
        };
    }
}
