package io.github.processpool.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/** Makes the threads that read answers, for tests that look at them; an error that a test throws on one is not printed. */
public final class ReaderThreads implements ThreadFactory {

    private final List<Thread> made = new CopyOnWriteArrayList<>();

    @Override
    public Thread newThread(Runnable action) {
        Thread thread = new Thread(action, "reader");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, error) -> {}); // A test has thrown it.
        made.add(thread);
        return thread;
    }

    /** Returns all of them, the first one first. */
    public List<Thread> made() {
        return made;
    }
}
