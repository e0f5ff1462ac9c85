package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.Timer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Keeps one idle thread of the {@link Readings} awake for a moment, because the next answer often comes sooner than a sleeping
 * thread can be woken; not where waits have been long lately.
 *
 * <p><b>Thread safety:</b> any thread; one of them at a time.
 */
final class IdleSpin {

    private static final long SPIN_NANOS = 100_000;
    private static final int MOST_TURNS = 1000;
    private static final int VAIN_SPINS = 4;
    /** Every so many waits it is tried again. */
    private static final int TRY_AGAIN = 64;

    /** After so long a spin is over, whatever has become of its thread. */
    private static final long LONGEST_NANOS = 100 * SPIN_NANOS;

    /** When the thread that spins began; 0: none does. */
    private final AtomicLong begun = new AtomicLong();
    /** Written by the thread that spins; volatile for the next one. */
    private volatile int inVain;

    /** Returns whether a thread is going to look for an answer before it sleeps. */
    boolean isUnderWay() {
        return begun.get() != 0;
    }

    /** Returns when there is something, or after a moment; has ended before the caller takes a lock. */
    void await(Timer timer, BooleanSupplier something) {
        int vain = inVain;
        if (vain >= VAIN_SPINS && vain % TRY_AGAIN != 0) {
            inVain = vain + 1;
            return;
        }
        long start = timer.now() | 1; // Never 0.
        if (!begun.compareAndSet(0, start)) {
            return;
        }
        try {
            int turns = 0;
            while (!something.getAsBoolean() && turns < MOST_TURNS && timer.now() - start < SPIN_NANOS) {
                Thread.yield();
                turns++;
            }
            inVain = something.getAsBoolean() ? 0 : (vain + 1) & Integer.MAX_VALUE;
        } finally {
            begun.compareAndSet(start, 0);
        }
    }

    /** From time to time: one whose thread was lost on the way, without a handler that would say so, is over. */
    void forgetIfOld(long nowNanos) {
        long start = begun.get();
        if (start != 0 && nowNanos - start > LONGEST_NANOS) {
            begun.compareAndSet(start, 0);
        }
    }
}
