package io.github.processpool.internal.parent.pool;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the pool's threads: daemons whose name tells pool and role. <b>Thread safety:</b> any thread. */
public final class PoolThreads {

    private final String poolName;
    private final ClassLoader contextClassLoader;

    /** The threads see the classes that the thread sees which makes the pool. */
    public PoolThreads(String poolName) {
        this.poolName = poolName;
        ClassLoader current = Thread.currentThread().getContextClassLoader();
        this.contextClassLoader = current == null ? ClassLoader.getSystemClassLoader() : current;
    }

    public ClassLoader contextClassLoader() {
        return contextClassLoader;
    }

    public ThreadFactory named(String role) {
        return action -> make(action, role);
    }

    public ThreadFactory numbered(String role) {
        AtomicLong number = new AtomicLong();
        return action -> make(action, role + "-" + number.incrementAndGet());
    }

    private Thread make(Runnable action, String role) {
        Thread thread = new Thread(null, action, "process-pool-" + poolName + "-" + role, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(contextClassLoader);
        return thread;
    }
}
