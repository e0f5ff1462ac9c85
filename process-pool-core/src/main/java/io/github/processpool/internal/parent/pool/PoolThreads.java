package io.github.processpool.internal.parent.pool;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the pool's threads, daemons whose name tells pool and role, and waits for their ends. It tells none of them to end.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class PoolThreads {

    /** A thread of the pool's own is held up by nothing but the machine. */
    private static final long OWN_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** A thread that runs code of the user may be held up by that, or wait for who waits for it. */
    private static final long LENT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String poolName;
    private final ClassLoader contextClassLoader;
    /** Kept by the JVM as long as they run. */
    private final Set<Thread> own = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Set<Thread> lent = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** The threads see the classes that the thread sees which makes the pool. */
    public PoolThreads(String poolName) {
        this.poolName = poolName;
        ClassLoader current = Thread.currentThread().getContextClassLoader();
        this.contextClassLoader = current == null ? ClassLoader.getSystemClassLoader() : current;
    }

    public ClassLoader contextClassLoader() {
        return contextClassLoader;
    }

    /** Makes threads that run nothing of the user's. */
    public ThreadFactory named(String role) {
        return action -> shallow(action, role);
    }

    /** Makes threads that run nothing of the user's, many of them. */
    public ThreadFactory shallow(String role) {
        AtomicLong number = new AtomicLong();
        return action -> shallow(action, role + "-" + number.incrementAndGet());
    }

    /** Makes threads that are waited for, though there may be some code of the user's in what they run. */
    public ThreadFactory numbered(String role) {
        AtomicLong number = new AtomicLong();
        return action -> made(new Thread(null, action, nameOf(role, number), 0, false), own);
    }

    /** Makes threads that run code of the user, callbacks and appenders of a log among it. */
    public ThreadFactory lent(String role) {
        AtomicLong number = new AtomicLong();
        return action -> made(new Thread(null, action, nameOf(role, number), 0, false), lent);
    }

    private Thread shallow(Runnable action, String role) {
        return made(new ShallowThread(action, nameOf(role)), own);
    }

    private String nameOf(String role, AtomicLong number) {
        return nameOf(role + "-" + number.incrementAndGet());
    }

    private String nameOf(String role) {
        return "process-pool-" + poolName + "-" + role;
    }

    private Thread made(Thread thread, Set<Thread> kind) {
        thread.setDaemon(true);
        thread.setContextClassLoader(contextClassLoader);
        kind.add(thread);
        return thread;
    }

    /**
     * Waits until all of them have ended, but for the current one, and for none that does not end in spite of having nothing
     * to do any more.
     */
    public void awaitEnd(long nanos) throws InterruptedException {
        long begin = TimerThread.clock();
        join(own, Math.min(nanos, OWN_NANOS));
        join(lent, Math.min(nanos - (TimerThread.clock() - begin), LENT_NANOS));
    }

    private static void join(Set<Thread> kind, long nanos) throws InterruptedException {
        long deadline = TimerThread.clock() + nanos;
        List<Thread> threads;
        synchronized (kind) {
            threads = List.copyOf(kind);
        }
        for (Thread thread : threads) {
            long left = deadline - TimerThread.clock();
            if (thread != Thread.currentThread() && left > 0) {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            }
        }
    }
}
