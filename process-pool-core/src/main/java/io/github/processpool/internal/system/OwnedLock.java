package io.github.processpool.internal.system;

import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A reentrant lock that can be taken from a thread that has left its locked region without a release.
 *
 * <p>No {@code finally} helps there: a compiled method may do without some of its objects, and when HotSpot needs them after all and
 * the heap is full ("failed reallocation of scalar replaced objects"), it pops the frames of that method, and of all that it has
 * inlined, without running their handlers. The JVM releases monitors then, but no lock of {@code java.util.concurrent}.
 *
 * <p>A thread that has waited for long looks where the owner is, and so does whoever is asked to from time to time. An owner that is
 * seen outside of the locked region again and again, and has not released the lock in between, has lost it.
 *
 * <pre>{@code
 * free --acquire--> owned (times) --release of the last time--> free, of the next turn
 *                     '--by a waiter, of just that turn and times--> taken ----'
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread. The state holds the number of the turn and how often its owner has the lock; each change is a
 * compare-and-set, so that a release, a nested hold and a waiter can't overtake each other.
 */
public final class OwnedLock extends AbstractQueuedSynchronizer {

    private static final long serialVersionUID = 1L;

    /** Locked regions last for microseconds. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int LOOKS = 4;

    /** The bits of the state with the number of holds; all of them are set while the lock is taken from its owner. */
    private static final int TIMES = (1 << 10) - 1;

    private static final int TURN = TIMES + 1;
    private static final int BY_WAITER = TIMES;

    /** Tells whether a thread is outside of what the lock guards. */
    private final transient Predicate<Thread> isOutside;
    /** Hears, without the lock, that it was taken from a thread. */
    private final transient Consumer<Throwable> onTaken;

    private final long patienceNanos;
    /** Of those who look from time to time; guarded by this object's monitor. */
    private transient @Nullable Suspicion suspicion;

    /**
     * A lock that is free.
     *
     * @param isOutside whether a thread is outside of what the lock guards
     * @param onTaken hears, without the lock, that it was taken from a thread
     */
    public OwnedLock(Predicate<Thread> isOutside, Consumer<Throwable> onTaken) {
        this(isOutside, onTaken, PATIENCE);
    }

    /** With the time for which a thread waits before each of its looks at the owner. */
    OwnedLock(Predicate<Thread> isOutside, Consumer<Throwable> onTaken, Duration patience) {
        this.isOutside = isOutside;
        this.onTaken = onTaken;
        this.patienceNanos = patience.toNanos();
    }

    /** Waits for it, whatever interrupts come; an interrupt is restored. */
    public void lock() {
        if (!tryAcquire(1)) {
            lockWithPatience();
        }
    }

    /**
     * Takes it if it is free, or the thread's own.
     *
     * @return whether it was
     */
    public boolean tryLock() {
        return tryAcquire(1);
    }

    /** Releases it once. */
    public void unlock() {
        release(1);
    }

    /**
     * Returns how many holds the current thread has not released.
     *
     * @return a number
     */
    public int holds() {
        return isHeldExclusively() ? getState() & TIMES : 0;
    }

    /**
     * Returns a condition to wait for with the lock.
     *
     * @return a new one
     */
    public Condition newCondition() {
        return new ConditionObject();
    }

    /**
     * Returns whether the current thread has it.
     *
     * @return whether it does
     */
    public boolean isHeld() {
        return isHeldExclusively();
    }

    /** Called from time to time where threads do not wait for the lock, but go on without it: looks whether its owner has lost it. */
    public synchronized void lookAtOwner() {
        suspicion = look(suspicion);
    }

    // -- Waiting --

    private void lockWithPatience() {
        boolean interrupted = false;
        try {
            Suspicion suspicion = null;
            boolean acquired = false;
            while (!acquired) {
                try {
                    acquired = tryAcquireNanos(1, patienceNanos);
                    if (!acquired) {
                        suspicion = look(suspicion);
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One waiter's: who has the lock in which state, and how often that thread was seen outside. */
    private static final class Suspicion {

        final @Nullable Thread owner;
        final int state;
        int times;

        Suspicion(@Nullable Thread owner, int state) {
            this.owner = owner;
            this.state = state;
        }

        boolean isOf(@Nullable Thread otherOwner, int otherState) {
            return owner == otherOwner && state == otherState;
        }
    }

    private @Nullable Suspicion look(@Nullable Suspicion before) {
        int state = getState();
        Thread owner = getExclusiveOwnerThread();
        int times = state & TIMES;
        if (times == 0 || times == TIMES) {
            return null;
        }
        Suspicion suspicion = before != null && before.isOf(owner, state) ? before : new Suspicion(owner, state);
        // Without an owner it is being taken or released just now.
        if ((owner == null || isOutside.test(owner)) && suspicion.isOf(getExclusiveOwnerThread(), getState())) {
            suspicion.times++;
            if (suspicion.times >= LOOKS && compareAndSetState(state, state | TIMES)) {
                release(BY_WAITER);
                onTaken.accept(new IllegalStateException("Thread '" + (owner == null ? "" : owner.getName())
                        + "' had left a lock of a pool locked, most likely when the heap was full; the lock was taken"
                        + " from it"));
            }
        }
        return suspicion;
    }

    // -- The synchronizer: arguments are numbers of holds, or the whole state, with which a condition comes back --

    @Override
    protected boolean tryAcquire(int argument) {
        int times = argument & TIMES;
        int state = getState();
        int held = state & TIMES;
        if (held == 0) {
            if (compareAndSetState(state, state + TURN + times)) {
                setExclusiveOwnerThread(Thread.currentThread());
                return true;
            }
        } else if (isHeldExclusively() && held != TIMES) {
            return compareAndSetState(state, state + times);
        }
        return false;
    }

    @Override
    protected boolean tryRelease(int argument) {
        int times = argument & TIMES;
        int state = getState();
        int left = (state & TIMES) - times;
        boolean isTaken = (state & TIMES) == TIMES;
        if (left < 0 || isTaken != (times == BY_WAITER) || (!isTaken && !isHeldExclusively())) {
            throw new IllegalMonitorStateException("the thread does not have the lock of the pool");
        }
        if (left == 0) {
            setExclusiveOwnerThread(null);
        }
        if (!compareAndSetState(state, state - times)) {
            throw new IllegalMonitorStateException("the lock of the pool was taken from this thread");
        }
        return left == 0;
    }

    @Override
    protected boolean isHeldExclusively() {
        return getExclusiveOwnerThread() == Thread.currentThread();
    }
}
