package io.github.processpool.internal.parent.sharing;

import java.util.Map;
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
    private final Map<CallerLoop, Thread> loops = new ConcurrentHashMap<>();

    CallerThreads(ThreadFactory threads) {
        this.threads = threads;
    }

    /** Starts the thread of a caller; throws OutOfMemoryError if there can't be one. */
    void start(CallerLoop loop) {
        Thread thread = threads.newThread(() -> run(loop));
        loops.put(loop, thread);
        try {
            thread.start();
        } catch (Error e) {
            loops.remove(loop);
            throw e;
        }
    }

    private void run(CallerLoop loop) {
        try {
            loop.run();
        } finally {
            loops.remove(loop);
        }
    }

    /** From time to time: a thread may have lost its frames without a handler of ours being run, and its caller waits for ever. */
    void mend() {
        loops.forEach((loop, thread) -> {
            if (thread.getState() == Thread.State.TERMINATED) {
                bury(loop, thread);
            }
        });
    }

    /** On a thread of its own, for what is given back runs code of the user's; one that can't be made is tried again. */
    private void bury(CallerLoop loop, Thread lost) {
        Thread thread = threads.newThread(() -> {
            loop.endLost();
            loops.remove(loop);
        });
        thread.start();
        loops.replace(
                loop, lost, thread); // Not before: one that could not be started would never be seen to have ended.
    }

    /** Returns how many threads are still in calls for which there is nobody left to answer. */
    int leftBehind() {
        int count = 0;
        for (CallerLoop loop : loops.keySet()) {
            count += loop.caller().hasEnded() ? 1 : 0;
        }
        return count;
    }

    /** The pool has ended, and all of its workers with it: nothing is waited for any more. */
    void giveUp() {
        loops.keySet().forEach(loop -> loop.caller().giveUp());
    }
}
