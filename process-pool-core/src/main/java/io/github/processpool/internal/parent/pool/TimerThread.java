package io.github.processpool.internal.parent.pool;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timer of a real pool: one thread, and the clock of the JVM without the time in which the process stood still.
 *
 * <p><b>Thread safety:</b> any thread may ask and schedule.
 */
public final class TimerThread implements Timer {

    private static final Logger log = LoggerFactory.getLogger(TimerThread.class);

    private static final AwakeClock CLOCK = new AwakeClock(TimerThread::clock);

    private final ScheduledThreadPoolExecutor timer;

    /** The thread is made when there is something to do, and ends after a second without. */
    public TimerThread(ThreadFactory factory) {
        timer = new ScheduledThreadPoolExecutor(1, factory);
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    }

    @Override
    public long now() {
        return CLOCK.now();
    }

    @Override
    public long jvmNow() {
        return CLOCK.jvmNow();
    }

    @Override
    public long awake(long jvmNanos) {
        return CLOCK.translate(jvmNanos);
    }

    /** Returns the time on the clock of the JVM, for the few that outlive every pool. */
    public static long clock() {
        return System.nanoTime();
    }

    @Override
    public Future<?> after(long nanos, Runnable action) {
        return new Due(guarded(action), now() + nanos, this::now, this::schedule).schedule(nanos);
    }

    private Future<?> schedule(long nanos, Runnable action) {
        try {
            return timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void every(long nanos, Runnable action) {
        timer.scheduleWithFixedDelay(guarded(action), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
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
