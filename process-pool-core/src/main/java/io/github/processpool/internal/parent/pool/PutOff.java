package io.github.processpool.internal.parent.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Actions that were put off while a {@link PoolLock} was held: vital ones, and those that run after them. Filled under the lock, run
 * without it by the thread that has released it.
 *
 * <p>Room is made when an action is put down, so that nothing has to be allocated when they are run. One that fails for want of
 * memory or stack stays, to be run again; one that fails otherwise is reported.
 *
 * <p><b>Thread safety:</b> none; it belongs to whoever has taken it from the lock.
 */
final class PutOff {

    private static final int ROOM = 8;
    private static final int MOST_KEPT = 1024;

    private @Nullable Runnable[] vital = new Runnable[ROOM];
    private int vitalCount;
    private @Nullable Runnable[] last = new Runnable[ROOM];
    private int lastCount;

    /** Leads to another one that has failed. */
    @Nullable
    PutOff next;

    void addVital(Runnable action) {
        if (vitalCount == vital.length) {
            vital = Arrays.copyOf(vital, 2 * vitalCount);
        }
        vital[vitalCount++] = action;
    }

    void addLast(Runnable action) {
        if (lastCount == last.length) {
            last = Arrays.copyOf(last, 2 * lastCount);
        }
        last[lastCount++] = action;
    }

    boolean isEmpty() {
        return vitalCount + lastCount == 0;
    }

    /** Returns whether it is worth to be kept. */
    boolean isSmall() {
        return vital.length + last.length <= MOST_KEPT;
    }

    /** Runs all of them, whichever fail; returns the first failure, if any. Those that are to be run again stay. */
    @Nullable
    Throwable run() {
        int ran = vitalCount;
        vitalCount = 0;
        Throwable problem = null;
        for (int i = 0; i < ran; i++) {
            Throwable failure = run(vital, i);
            problem = problem == null ? failure : problem;
            vitalCount = keepIfFailed(vital, i, vitalCount, failure);
        }
        ran = lastCount;
        lastCount = 0;
        for (int i = 0; i < ran; i++) {
            Throwable failure = run(last, i);
            problem = problem == null ? failure : problem;
            lastCount = keepIfFailed(last, i, lastCount, failure);
        }
        return problem;
    }

    private static @Nullable Throwable run(@Nullable Runnable[] actions, int index) {
        Runnable action = actions[index];
        try {
            if (action != null) {
                action.run();
            }
            return null;
        } catch (Throwable e) { // The others still have to happen: a worker waits for them, or a future.
            return e;
        }
    }

    private static int keepIfFailed(@Nullable Runnable[] actions, int index, int kept, @Nullable Throwable failure) {
        Runnable action = actions[index];
        actions[index] = null;
        if (failure == null || !Shortage.is(failure)) {
            return kept;
        }
        actions[kept] = action;
        return kept + 1;
    }
}
