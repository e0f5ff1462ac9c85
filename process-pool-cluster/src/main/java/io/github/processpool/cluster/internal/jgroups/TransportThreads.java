package io.github.processpool.cluster.internal.jgroups;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jgroups.util.ThreadFactory;

/**
 * Makes all threads of a channel, and knows those that live: closing the channel waits for their end. They are daemons, and know nothing
 * of the thread that needed them first: a context class loader that they inherited would outlive a restart of the application.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class TransportThreads implements ThreadFactory {

    /** All that were started, until others are started after their end. */
    private final Set<Thread> started = ConcurrentHashMap.newKeySet();
    /** Once the channel closes: what is started from then on has nothing to do any more. */
    private volatile boolean over;

    /** Counts from its start on, and not only once it runs: a channel that closes in between would not wait for it. */
    private final class Counted extends Thread {

        Counted(Runnable work, String name) {
            super(null, work, name, 0, false);
        }

        @Override
        public void start() {
            started.removeIf(TransportThreads::hasEnded);
            started.add(this);
            boolean done = false;
            try {
                super.start();
                done = true;
            } finally {
                if (!done) {
                    started.remove(this);
                }
            }
        }

        @Override
        public void run() {
            if (!over) {
                super.run();
            }
        }
    }

    private static boolean hasEnded(Thread thread) {
        return thread.getState() == Thread.State.TERMINATED;
    }

    @Override
    public Thread newThread(Runnable work) {
        return newThread(work, "thread");
    }

    @Override
    public Thread newThread(Runnable work, String name) {
        Thread thread = new Counted(work, "process-pool-cluster-" + name);
        thread.setDaemon(true);
        thread.setContextClassLoader(TransportThreads.class.getClassLoader());
        return thread;
    }

    /** Interrupts and waits for all but the calling one, for a limited time; others do nothing from now on. Returns whether they ended. */
    boolean join(Duration limit) {
        over = true;
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (isAnotherLeft() && !interrupted && end - System.nanoTime() > 0) {
            for (Thread thread : started) {
                if (thread != Thread.currentThread() && !interrupted) {
                    interrupted = isInterruptedAtTheEndOf(thread, end);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !isAnotherLeft();
    }

    private boolean isAnotherLeft() {
        return started.stream().anyMatch(thread -> thread != Thread.currentThread() && !hasEnded(thread));
    }

    /** One that is about to be started is not alive yet, and seen again. */
    private static boolean isInterruptedAtTheEndOf(Thread thread, long end) {
        thread.interrupt();
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Override
    public boolean useVirtualThreads() {
        return false;
    }

    @Override
    public void setPattern(String pattern) {}

    @Override
    public void setIncludeClusterName(boolean include) {}

    @Override
    public void setClusterName(String name) {}

    @Override
    public void setAddress(String address) {}

    @Override
    public void renameThread(String name, Thread thread) {}
}
