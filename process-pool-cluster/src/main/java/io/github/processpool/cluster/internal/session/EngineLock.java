package io.github.processpool.cluster.internal.session;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one lock of a cluster, held in a {@code try (var held = lock.hold())} for moments. Calls into a pool, which has a lock of its own
 * that stands above this one, are put down and done by the thread that releases the lock, right after.
 *
 * <p>All that is put down here may have to be done twice: what fails for want of memory or stack is kept, and done again until it
 * succeeds. Nothing is allocated for that, and nobody who releases the lock hears of it.
 *
 * <p><b>Thread safety:</b> it is what makes others safe; {@link #afterwards} needs the lock.
 */
public final class EngineLock {

    private static final long AGAIN_NANOS = 100_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final ClusterClock clock;
    private final Consumer<Throwable> onFailure;
    private final Held held = this::release;
    private final Runnable again = this::tryAgain;

    // -- What is to be done at the release, the first and the last; guarded by lock --
    private @Nullable Later first;
    private @Nullable Later last;

    /** Those that failed; changed by compare-and-set. */
    private final AtomicReference<@Nullable Later> failed = new AtomicReference<>();
    /** Whether these are going to be done again. */
    private final AtomicBoolean due = new AtomicBoolean();

    /** The lock, held by the current thread until it is closed. */
    public interface Held extends AutoCloseable {

        /** Releases the lock, and does what was put off when this was the outermost hold. */
        @Override
        void close();
    }

    /** An action that is done until it succeeds. */
    public static final class Later {

        private final Runnable action;
        /** Whether it is among those that failed. */
        private final AtomicBoolean kept = new AtomicBoolean();
        /** Of whichever line it is in. */
        private @Nullable Later next;

        private Later(Runnable action) {
            this.action = action;
        }
    }

    /**
     * A free lock.
     *
     * @param clock for what has failed
     * @param onFailure hears, without the lock, of what has failed otherwise than for want of memory, and is not done again
     */
    public EngineLock(ClusterClock clock, Consumer<Throwable> onFailure) {
        this.clock = clock;
        this.onFailure = onFailure;
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
        Later later = new Later(call);
        Later before = last;
        if (before == null) {
            first = later;
        } else {
            before.next = later;
        }
        last = later;
    }

    /**
     * Has an action done after a time, without the lock. If this throws, it is not done.
     *
     * @param nanos how long to wait
     * @param action takes the lock itself
     */
    public void after(long nanos, Runnable action) {
        Later later = new Later(action);
        clock.after(nanos, () -> insist(later));
    }

    /**
     * Prepares an action for a time when there is no memory.
     *
     * @param action waits for nothing
     * @return to be given to {@link #insist} or {@link #soon}, as often as need be
     */
    public Later prepared(Runnable action) {
        return new Later(action);
    }

    /**
     * Does an action now, and again and again if it fails for want of memory. Throws nothing.
     *
     * @param action prepared
     */
    public void insist(Later action) {
        try {
            action.action.run();
        } catch (VirtualMachineError e) {
            soon(action);
        } catch (Throwable e) {
            tell(e);
        }
    }

    /**
     * Has an action done in a while, without the lock, if it is not to be done already. Throws nothing.
     *
     * @param action prepared
     */
    public void soon(Later action) {
        if (action.kept.compareAndSet(false, true)) {
            Later before;
            do {
                before = failed.get();
                action.next = before;
            } while (!failed.compareAndSet(before, action));
        }
        callAgain();
    }

    /** There may be no memory for that either: then the next release tries it. */
    private void callAgain() {
        if (due.compareAndSet(false, true)) {
            try {
                clock.after(AGAIN_NANOS, again);
            } catch (VirtualMachineError e) {
                due.set(false);
            }
        }
    }

    /** Does again what has failed, without the lock. */
    public void tryAgain() {
        due.set(false);
        Later action = failed.getAndSet(null);
        while (action != null) {
            Later next = action.next;
            action.next = null;
            action.kept.set(false);
            insist(action);
            action = next;
        }
    }

    /**
     * Returns whether something has failed, and has not been done since.
     *
     * @return true if so
     */
    public boolean isBehind() {
        return failed.get() != null;
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
        Later todo = null;
        if (lock.getHoldCount() == 1) {
            todo = first;
            first = null;
            last = null;
        }
        lock.unlock();
        while (todo != null) {
            Later next = todo.next; // It may get into the other line.
            todo.next = null;
            insist(todo);
            todo = next;
        }
        if (isBehind() && !lock.isHeldByCurrentThread()) {
            callAgain();
        }
    }

    /** Others that are to be done have their turn. */
    private void tell(Throwable problem) {
        try {
            onFailure.accept(problem);
        } catch (Throwable e) {
            // There is nobody else to tell.
        }
    }
}
