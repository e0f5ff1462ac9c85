package io.github.processpool.benchmarks.soak;

import java.time.Duration;

/**
 * Ends the soak when its main thread hangs in a call of the pool: dumps all threads and halts.
 *
 * <p><b>Thread safety:</b> the main thread beats, a daemon thread of this class looks.
 */
final class Watchdog implements Runnable {

    static final int HUNG = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long POLL_MILLIS = 1_000;

    /** Written by the main thread, read by the daemon. */
    private volatile long lastNanos = System.nanoTime();

    static Watchdog start() {
        Watchdog watchdog = new Watchdog();
        Thread thread = new Thread(watchdog, "soak-watchdog");
        thread.setDaemon(true);
        thread.start();
        return watchdog;
    }

    void beat() {
        lastNanos = System.nanoTime();
    }

    @Override
    public void run() {
        while (System.nanoTime() - lastNanos < PATIENCE.toNanos()) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
        System.out.println("VIOLATION: a call of the pool has not returned for " + PATIENCE.toSeconds() + " s");
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            System.out.println(thread);
            for (StackTraceElement element : stack) {
                System.out.println("    at " + element);
            }
        });
        System.out.flush();
        Runtime.getRuntime().halt(HUNG);
    }
}
