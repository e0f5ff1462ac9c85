package io.github.processpool.internal.parent.task;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the threads that run actions of {@link Callbacks}, up to a limit, and is put right from time to time: a thread may lose its
 * frames without any handler of ours being run that would count it out. It starts none.
 *
 * <p><b>Thread safety:</b> any thread counts; one puts it right.
 */
final class RunningCount {

    /** Looks at which there have to be too many before they are corrected: some may just be about to begin. */
    private static final int LOOKS = 3;

    private final AtomicInteger running = new AtomicInteger();
    /** How many have no thread, the fewest of several looks. */
    private int fewestLost;

    private int looks;

    int get() {
        return running.get();
    }

    /** Returns false if there are as many already. */
    boolean addBelow(int limit) {
        int count;
        do {
            count = running.get();
            if (count >= limit) {
                return false;
            }
        } while (!running.compareAndSet(count, count + 1));
        return true;
    }

    void remove() {
        running.decrementAndGet();
    }

    /** Takes the number of threads that are there just now. */
    void correct(int threads) {
        int lost = running.get() - threads;
        fewestLost = looks == 0 ? lost : Math.min(fewestLost, lost);
        looks = (looks + 1) % LOOKS;
        if (looks == 0 && fewestLost > 0) {
            running.addAndGet(-fewestLost);
        }
    }
}
