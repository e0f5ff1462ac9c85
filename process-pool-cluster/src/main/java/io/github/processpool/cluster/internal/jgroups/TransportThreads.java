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

    private final Set<Thread> living = ConcurrentHashMap.newKeySet();

    @Override
    public Thread newThread(Runnable work) {
        return newThread(work, "thread");
    }

    @Override
    public Thread newThread(Runnable work, String name) {
        Runnable counted = () -> {
            Thread self = Thread.currentThread();
            living.add(self);
            try {
                work.run();
            } finally {
                living.remove(self);
            }
        };
        Thread thread = new Thread(null, counted, "process-pool-cluster-" + name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(TransportThreads.class.getClassLoader());
        return thread;
    }

    /** Interrupts and waits for all but the calling one, for a limited time. Returns whether they ended. */
    boolean join(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            for (Thread thread : living) {
                if (thread == Thread.currentThread()) {
                    continue;
                }
                thread.interrupt();
                while (thread.isAlive() && !interrupted && end - System.nanoTime() > 0) {
                    try {
                        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        living.remove(Thread.currentThread());
        return living.isEmpty();
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
