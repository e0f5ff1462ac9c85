package io.github.processpool.internal.parent.sharing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * The threads of a pool on which calls of shared objects are made, one for each {@link CallerLoop}: starts them, and gives them up
 * when the pool ends.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class CallerThreads {

    private final ThreadFactory threads;
    /** Those that a thread runs for. */
    private final Set<SharedCaller> callers = ConcurrentHashMap.newKeySet();

    CallerThreads(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Starts the thread of a caller; throws OutOfMemoryError if there can't be one. */
    void start(CallerLoop loop) {
        SharedCaller caller = loop.caller();
        callers.add(caller);
        try {
            threads.newThread(() -> run(loop)).start();
        } catch (Error e) {
            callers.remove(caller);
            throw e;
        }
    }

    private void run(CallerLoop loop) {
        try {
            loop.run();
        } finally {
            callers.remove(loop.caller());
        }
    }

    /** Returns how many threads are still in calls for which there is nobody left to answer. */
    int leftBehind() {
        int count = 0;
        for (SharedCaller caller : callers) {
            count += caller.hasEnded() ? 1 : 0;
        }
        return count;
    }

    /** The pool has ended, and all of its workers with it: nothing is waited for any more. */
    void giveUp() {
        callers.forEach(SharedCaller::giveUp);
    }
}
