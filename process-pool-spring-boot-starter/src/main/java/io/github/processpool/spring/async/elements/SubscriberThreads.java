package io.github.processpool.spring.async.elements;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads on which subscribers get their elements: one for each stream that is just handing on, and so not more than there are workers.
 * Nobody interrupts them. An idle one ends after a moment.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class SubscriberThreads {

    private static final long IDLE_SECONDS = 5;

    private static final AtomicLong lastThread = new AtomicLong();

    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), SubscriberThreads::thread);

    private SubscriberThreads() {}

    /** Does something on one of them, with the class loader of this thread. */
    static void start(Runnable action) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        THREADS.execute(() -> {
            Thread.currentThread().setContextClassLoader(loader);
            action.run();
        });
    }

    /** Daemons, which have nothing of the thread that happens to be the first. */
    private static Thread thread(Runnable action) {
        Thread thread = new Thread(null, action, "process-async-elements-" + lastThread.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        return thread;
    }
}
