package io.github.processpool.internal.parent.pool;

/**
 * Sees to it that a thread has the stack for what it is about to do under a {@link PoolLock}, by going down and up again before
 * anything is changed: callers submit and cancel from wherever they are, be it from the bottom of a recursion without end.
 *
 * <p>Threads of the pool's own, which take the lock most often, are spared that. On any other one it goes down as far as is needed to
 * release a lock that was taken; once a stack has overflowed, far enough for all that happens under the lock, for a while.
 *
 * <p><b>Thread safety:</b> any thread; that two overflows are counted as one does no harm.
 */
final class StackRoom {

    /** More calls than the release of a lock takes, and larger ones if both are compiled. */
    private static final int FOR_RELEASE = 24;
    /** About 32 KB of compiled calls, and more if they are not compiled. */
    private static final int FOR_ALL = 1000;

    private static final int WHILE = 100_000;

    /** How often the long way is still gone; volatile for the threads that come. */
    private volatile int left;

    /** Throws a {@link StackOverflowError} if there is too little. */
    void require() {
        if (!(Thread.currentThread() instanceof ShallowThread)) {
            requireHere();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // It is about so often.
    private void requireHere() {
        int levels = FOR_RELEASE;
        if (left > 0) {
            left--;
            levels = FOR_ALL;
        }
        try {
            down(levels);
        } catch (StackOverflowError e) {
            left = WHILE;
            throw e;
        }
    }

    /** A stack has overflowed where it should not have. */
    void noteOverflow() {
        left = WHILE;
    }

    /** Not in a loop: each level has to have a frame of its own. */
    private static int down(int levels) {
        return levels == 0 ? 0 : down(levels - 1) + 1;
    }
}
