package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.wire.message.MessageChannel;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinPool.ManagedBlocker;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one future, and others who want to hear of its end at once. Each thread yields for a moment first,
 * because the answer of a tiny task comes sooner than a sleeping thread can be woken. It does not know what it waits for.
 *
 * <p>Its clock is that of the JVM and not the pool's: it parks threads, and no other clock wakes them.
 *
 * <p><b>Thread safety:</b> a thread enters the list before it looks at the condition for the last time, and whoever makes the
 * condition true looks at the list after that: so no wake-up is lost.
 */
public final class WaitList {

    /** What the JDK calls the group of all virtual threads; the level of this library knows none. */
    private static final String VIRTUAL = "VirtualThreads";

    private static final VarHandle COUNTED = FieldHandle.of(WaitList.class, "counted", int.class);
    private static final VarHandle WAKE_UPS = FieldHandle.of(WaitList.class, "wakeUps", ConcurrentLinkedQueue.class);

    /** Made by the first one that waits; most futures have one waiter or none. */
    private volatile @Nullable ConcurrentLinkedQueue<Runnable> wakeUps;
    /** How many threads are here that can be counted on; changed by atomic steps. */
    private volatile int counted;

    /**
     * The current thread is about to wait, and runs as soon as it is released; says whether it is counted, and is to {@link #leave}.
     * Virtual threads are not, which may have to wait for one that carries them.
     */
    boolean enter() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        if (group != null && group.getName().equals(VIRTUAL)) {
            return false;
        }
        COUNTED.getAndAdd(this, 1);
        return true;
    }

    /** It does not wait any more. */
    void leave() {
        COUNTED.getAndAdd(this, -1);
    }

    /** Returns whether there is a thread that will look, after this, what there is to do when the wait is over. */
    boolean isCountedOn() {
        return counted > 0;
    }

    /** Those that should have looked have not for long: nobody counts on any from now on. */
    void distrust() {
        counted = Integer.MIN_VALUE / 2; // However often that is said; those that are here still leave.
    }

    /** The condition may hold now: all that wait look at it, and wait on if it does not. */
    public void releaseAll() {
        ConcurrentLinkedQueue<Runnable> waiting = wakeUps;
        if (waiting != null) {
            for (Runnable wakeUp = waiting.poll(); wakeUp != null; wakeUp = waiting.poll()) {
                runSafely(wakeUp);
            }
        }
    }

    /** One that fails for want of memory must not keep others waiting. */
    private static void runSafely(Runnable wakeUp) {
        try {
            wakeUp.run();
        } catch (Throwable e) {
            // It has nothing to say that anybody here could hear.
        }
    }

    /** Has an action run by {@link #releaseAll}, which must neither wait nor throw. The caller looks at the condition after that. */
    void add(Runnable wakeUp) {
        ConcurrentLinkedQueue<Runnable> waiting = wakeUps;
        if (waiting == null) {
            waiting = new ConcurrentLinkedQueue<>();
            if (!WAKE_UPS.compareAndSet(this, null, waiting)) {
                waiting = Objects.requireNonNull(wakeUps); // Set once.
            }
        }
        waiting.add(wakeUp);
    }

    void remove(Runnable wakeUp) {
        ConcurrentLinkedQueue<Runnable> waiting = wakeUps;
        if (waiting != null) {
            waiting.remove(wakeUp);
        }
    }

    /** Waits until the condition holds. */
    void await(BooleanSupplier condition, boolean interruptibly) throws InterruptedException {
        if (!yieldFor(condition)) {
            block(new Blocker(condition, Long.MAX_VALUE, interruptibly));
        }
    }

    /** Waits for a time; says whether the condition holds. */
    public boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + Math.max(0, Math.min(nanos, Long.MAX_VALUE / 2));
        if (condition.getAsBoolean()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos > MessageChannel.spinNanos() && !yieldFor(condition)) {
            block(new Blocker(condition, deadline, true));
        }
        return condition.getAsBoolean();
    }

    /** Waits until the condition holds; an interrupt is kept for later. */
    void awaitUninterruptibly(BooleanSupplier condition) {
        try {
            await(condition, false);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean yieldFor(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > MessageChannel.spinNanos()) {
                return false;
            }
            Thread.yield();
        }
        return true;
    }

    private void block(Blocker blocker) throws InterruptedException {
        Thread current = Thread.currentThread();
        try {
            ForkJoinPool.managedBlock(blocker);
        } finally {
            remove(blocker.wakeUp);
        }
        if (blocker.interrupted) {
            if (blocker.interruptibly) {
                throw new InterruptedException();
            }
            current.interrupt();
        }
    }

    /** Lets a fork-join pool add a thread while one of its own waits here, as the JDK's futures do. */
    private final class Blocker implements ManagedBlocker {

        private final BooleanSupplier condition;
        private final long deadline;
        private final boolean interruptibly;
        private final Runnable wakeUp;
        private boolean interrupted;

        private Blocker(BooleanSupplier condition, long deadline, boolean interruptibly) {
            this.condition = condition;
            this.deadline = deadline;
            this.interruptibly = interruptibly;
            Thread waiter = Thread.currentThread();
            this.wakeUp = () -> LockSupport.unpark(waiter);
        }

        @Override
        public boolean block() {
            interrupted |= Thread.interrupted();
            // In the list before each look at the condition: a late release, of an earlier wait, may have taken it off.
            remove(wakeUp);
            add(wakeUp);
            if (isReleasable()) {
                return true;
            }
            if (deadline == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, deadline - System.nanoTime());
            }
            interrupted |= Thread.interrupted();
            return isReleasable();
        }

        @Override
        public boolean isReleasable() {
            return condition.getAsBoolean()
                    || (interrupted && interruptibly)
                    || (deadline != Long.MAX_VALUE && deadline - System.nanoTime() <= 0);
        }
    }
}
