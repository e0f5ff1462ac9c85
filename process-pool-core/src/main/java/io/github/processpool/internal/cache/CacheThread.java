package io.github.processpool.internal.cache;

import io.github.processpool.internal.system.LogProvider;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The background thread of the {@code StartUpCache}: receives work and does one piece after the other. It ends by itself while
 * there is nothing to do.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class CacheThread implements AutoCloseable {

    private static final Logger log = LogProvider.loggerOf(CacheThread.class);
    private static final long END_PATIENCE_MILLIS = 2000;

    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(1, CacheThread::newThread);

    public CacheThread() {
        background.setKeepAliveTime(5, TimeUnit.SECONDS);
        background.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "process-pool-start-up-cache");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setContextClassLoader(
                null); // Threads of the JDK that wait for its processes take it over, and outlive the application.
        return thread;
    }

    /** Does something in the background; nothing after the end. */
    public void later(Runnable work) {
        later(Duration.ZERO, work);
    }

    /** Does something in the background after a while; nothing after the end. */
    @SuppressWarnings("FutureReturnValueIgnored") // A failure is logged.
    public void later(Duration delay, Runnable work) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                log.warn("The start-up cache of process pools failed; workers start without it", e);
            }
        };
        try {
            background.schedule(guarded, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // It is closed.
        }
    }

    /** Takes no more work, and interrupts the piece that goes on. */
    public void stop() {
        background.shutdownNow();
    }

    /** Stops, and waits a moment for the piece that goes on. */
    @Override
    public void close() {
        stop();
        try {
            if (!background.awaitTermination(END_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("The start-up cache takes its time to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
