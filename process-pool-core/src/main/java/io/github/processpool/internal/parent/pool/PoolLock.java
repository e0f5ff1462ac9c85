package io.github.processpool.internal.parent.pool;

import io.github.processpool.internal.system.OwnedLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The one lock of a pool, held in a {@code try (var held = lock.hold())}. Actions that must not happen under it are put down and done
 * by the thread that releases the lock, right after: first the vital ones, see {@link #afterwards} — writing to a socket, starting a
 * worker, completing a future —, then those that lead to code of others, see {@link #lastly}.
 *
 * <p>It is released whatever happens under it and whatever lacks, memory or stack. Actions that fail for want of these are kept and
 * done by {@link #tryAgain}, so they have to be such that may be done twice.
 *
 * <p><b>Thread safety:</b> it is what makes others safe; {@code afterwards} and {@code lastly} need the lock.
 */
public final class PoolLock {

    private static final Logger log = PoolLoggers.of(PoolLock.class);

    private final OwnedLock lock = new OwnedLock(LockedRegion::isOutside, this::tell);
    private final Condition changed = lock.newCondition();
    private final StackRoom stack = new StackRoom();
    /** One object for everybody, so that holding the lock allocates nothing. */
    private final Held held = this::release;
    /** Guarded by lock; null: nothing was put off. */
    private @Nullable PutOff putOff;
    /** One that was done, to be filled again. Volatile: given back without the lock, taken under it. */
    private volatile @Nullable PutOff spare = new PutOff();

    /** Those that failed; changed by compare-and-set. */
    private final AtomicReference<@Nullable PutOff> failed = new AtomicReference<>();
    /** Volatile: set when the pool is made, by another thread than those that use it. */
    private volatile Consumer<Throwable> onFailure = PoolLock::report;

    /** The lock, held by the current thread until it is closed. */
    public interface Held extends AutoCloseable {

        /** Releases the lock, and does what was put off when this was the outermost hold. */
        @Override
        void close();
    }

    /** Before the pool is used: hears, without the lock, that an action has failed. */
    public void onFailure(Consumer<Throwable> listener) {
        onFailure = listener;
    }

    /** Takes the lock; the thread may have it already. Throws a {@link StackOverflowError} if it could not be released again. */
    public Held hold() {
        stack.require();
        lock.lock();
        return held;
    }

    /** A stack has overflowed: more room is required for a while. */
    public void noteOverflow() {
        stack.noteOverflow();
    }

    /** Nothing is allocated before the lock is free, or depends on what the actions do. */
    private void release() {
        PutOff todo = null;
        try {
            if (putOff != null && lock.holds() == 1) {
                todo = putOff;
                putOff = null;
            }
        } finally {
            lock.unlock();
        }
        if (todo != null) {
            perform(todo);
        }
    }

    private void perform(PutOff todo) {
        Throwable problem = todo.run();
        if (todo.isEmpty()) {
            spare = todo.isSmall() ? todo : null;
        } else {
            PutOff before;
            do {
                before = failed.get();
                todo.next = before;
            } while (!failed.compareAndSet(before, todo));
        }
        if (problem != null) {
            tell(problem);
        }
    }

    /** Others that have failed still have their turn. */
    private void tell(Throwable problem) {
        try {
            onFailure.accept(problem);
        } catch (Throwable e) {
            // There is neither memory nor stack for words.
        }
    }

    private static void report(Throwable problem) {
        log.error("An action of a process pool failed", problem);
    }

    /** Called now and then, without the lock: does again what has failed for want of memory or stack. */
    public void tryAgain() {
        for (PutOff todo = failed.getAndSet(null); todo != null; ) {
            PutOff next = todo.next;
            todo.next = null;
            perform(todo);
            todo = next;
        }
    }

    /** Has a vital action run when the lock is released, without it. One that waits for nobody, and may be done twice. */
    public void afterwards(Runnable action) {
        assert isHeld();
        list().addVital(action);
    }

    /** Has an action run after all vital ones, without the lock: the way to threads of the user's. */
    public void lastly(Runnable action) {
        assert isHeld();
        list().addLast(action);
    }

    private PutOff list() {
        PutOff list = putOff;
        if (list == null) {
            list = spare;
            spare = null;
            list = list == null ? new PutOff() : list;
            putOff = list;
        }
        return list;
    }

    /** Returns whether the current thread has the lock. */
    public boolean isHeld() {
        return lock.isHeld();
    }

    /** Wakes everybody in {@link #awaitChange}. */
    public void signalChange() {
        assert isHeld();
        changed.signalAll();
    }

    /** Waits, without the lock, for the next {@link #signalChange}, or a little less; returns what is left of the time. */
    @SuppressWarnings("WaitNotInLoop") // The callers have the loops.
    public long awaitChange(long nanos) throws InterruptedException {
        return changed.awaitNanos(nanos);
    }

    /** Returns a wait that has no other end than a change. */
    public static long forever() {
        return TimeUnit.DAYS.toNanos(365);
    }
}
