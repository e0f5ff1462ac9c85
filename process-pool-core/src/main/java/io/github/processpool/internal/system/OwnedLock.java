package io.github.processpool.internal.parent.pool;

import java.time.Duration;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reentrant lock behind a {@link PoolLock}, which can be taken from a thread that has left its locked region without a release.
 *
 * <p>No {@code finally} helps there: a compiled method may do without some of its objects, and when HotSpot needs them after all and
 * the heap is full ("failed reallocation of scalar replaced objects"), it pops the frames of that method, and of all that it has
 * inlined, without running their handlers. The JVM releases monitors then, but no lock of {@code java.util.concurrent}.
 *
 * <p>A thread that has waited for long looks where the owner is. Nobody waits for anything in a locked region, or leaves the engine:
 * an owner that is seen outside again and again, and has not released the lock in between, has lost it.
 *
 * <pre>{@code
 * free --acquire--> owned (times) --release of the last time--> free, of the next turn
 *                     '--by a waiter, of just that turn and times--> taken ----'
 * }</pre>
 *
 * <p><b>Thread safety:</b> any thread. The state holds the number of the turn and how often its owner has the lock; each change is a
 * compare-and-set, so that a release, a nested hold and a waiter can't overtake each other.
 */
final class OwnedLock extends AbstractQueuedSynchronizer {

    private static final long serialVersionUID = 1L;

    /** Locked regions last for microseconds. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int LOOKS = 4;

    /** The bits of the state with the number of holds; all of them are set while the lock is taken from its owner. */
    private static final int TIMES = (1 << 10) - 1;

    private static final int TURN = TIMES + 1;
    private static final int BY_WAITER = TIMES;

    private static final String ENGINE = "io.github.processpool.internal.parent.";
    private static final String CHANNELS = "sun.nio.ch.";

    /** Hears, without the lock, that it was taken from a thread. */
    private final transient Consumer<Throwable> onTaken;

    private final long patienceNanos;

    OwnedLock(Consumer<Throwable> onTaken) {
        this(onTaken, PATIENCE);
    }

    /** With the time for which a thread waits before each of its looks at the owner. */
    OwnedLock(Consumer<Throwable> onTaken, Duration patience) {
        this.onTaken = onTaken;
        this.patienceNanos = patience.toNanos();
    }

    void lock() {
        if (!tryAcquire(1)) {
            lockWithPatience();
        }
    }

    void unlock() {
        release(1);
    }

    /** Returns how many holds the current thread has not released. */
    int holds() {
        return isHeldExclusively() ? getState() & TIMES : 0;
    }

    Condition newCondition() {
        return new ConditionObject();
    }

    boolean isHeld() {
        return isHeldExclusively();
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

        final Thread owner;
        final int state;
        int times;

        Suspicion(Thread owner, int state) {
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
        if ((state & TIMES) == 0 || owner == null) {
            return null;
        }
        Suspicion suspicion = before != null && before.isOf(owner, state) ? before : new Suspicion(owner, state);
        if (isOutside(owner) && suspicion.isOf(getExclusiveOwnerThread(), getState())) {
            suspicion.times++;
            if (suspicion.times >= LOOKS && compareAndSetState(state, state | TIMES)) {
                release(BY_WAITER);
                onTaken.accept(new IllegalStateException("Thread '" + owner.getName()
                        + "' had left the lock of a pool locked, most likely when the heap was full; the lock was"
                        + " taken from it"));
            }
        }
        return suspicion;
    }

    private static boolean isOutside(Thread owner) {
        StackTraceElement[] stack = owner.getStackTrace();
        return switch (owner.getState()) {
            case TERMINATED, WAITING, TIMED_WAITING -> true;
            default -> stack.length > 0 && (isInChannel(stack[0]) || !isInEngine(stack));
        };
    }

    private static boolean isInChannel(StackTraceElement place) {
        return place.getClassName().startsWith(CHANNELS);
    }

    private static boolean isInEngine(StackTraceElement[] stack) {
        for (StackTraceElement place : stack) {
            if (place.getClassName().startsWith(ENGINE)) {
                return true;
            }
        }
        return false;
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
