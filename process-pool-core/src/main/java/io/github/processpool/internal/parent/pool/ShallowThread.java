package io.github.processpool.internal.parent.pool;

/**
 * A thread of a pool that runs nothing of the user's, and so never comes near the bottom of its stack; made by {@link PoolThreads}.
 *
 * <p><b>Thread safety:</b> that of any thread.
 */
final class ShallowThread extends Thread {

    /** It takes over no thread local values of who makes it. */
    ShallowThread(Runnable action, String name) {
        super(null, action, name, 0, false);
    }
}
