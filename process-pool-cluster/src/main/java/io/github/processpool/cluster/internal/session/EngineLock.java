package io.github.processpool.cluster.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one lock of a cluster, held in a {@code try (var held = lock.hold())} for moments. Calls into a pool, which has a lock of its own
 * that stands above this one, are put down and done by the thread that releases the lock, right after.
 *
 * <p>Such a call may have to be done twice: one that fails for want of memory is tried again after a while.
 *
 * <p><b>Thread safety:</b> it is what makes others safe; {@link #afterwards} needs the lock.
 */
public final class EngineLock {

    private static final Logger log = LoggerFactory.getLogger(EngineLock.class);

    private static final long AGAIN_NANOS = 100_000_000;
    private static final int TRIES = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final ClusterClock clock;
    private final Held held = this::release;
    /** Guarded by lock. */
    private List<Runnable> later = new ArrayList<>();

    /** The lock, held by the current thread until it is closed. */
    public interface Held extends AutoCloseable {

        /** Releases the lock, and does what was put off when this was the outermost hold. */
        @Override
        void close();
    }

    /**
     * A free lock.
     *
     * @param clock for calls that have failed
     */
    public EngineLock(ClusterClock clock) {
        this.clock = clock;
    }

    /**
     * Takes the lock; the thread may have it already.
     *
     * @return to be closed
     */
    public Held hold() {
        lock.lock();
        return held;
    }

    /**
     * Has a call done when the lock is released, without it.
     *
     * @param call into a pool, or to a listener; waits for nothing
     */
    public void afterwards(Runnable call) {
        assert isHeld();
        later.add(call);
    }

    /**
     * Returns whether the current thread has the lock.
     *
     * @return true if so
     */
    public boolean isHeld() {
        return lock.isHeldByCurrentThread();
    }

    private void release() {
        List<Runnable> calls = List.of();
        try {
            if (lock.getHoldCount() == 1 && !later.isEmpty()) {
                List<Runnable> none = new ArrayList<>();
                calls = later;
                later = none;
            }
        } finally {
            lock.unlock();
        }
        for (Runnable call : calls) {
            perform(call, TRIES);
        }
    }

    private void perform(Runnable call, int tries) {
        try {
            call.run();
        } catch (Throwable e) {
            if (tries == TRIES) {
                log.error("An action of a cluster failed and will be tried again", e);
            }
            if (tries > 1) {
                clock.after(AGAIN_NANOS, () -> perform(call, tries - 1));
            }
        }
    }
}
