package io.github.processpool.internal.parent.pool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Actions that are run in the order in which they came. Room is made when one comes, so that nothing has to be allocated when they are
 * run. One that fails for want of memory or stack stays, to be run again; one that fails otherwise is reported.
 *
 * <p><b>Thread safety:</b> none; it is part of a {@link PutOff}.
 */
final class ActionLine {

    private static final int ROOM = 8;

    private @Nullable Runnable[] actions = new Runnable[ROOM];
    private int count;

    void add(Runnable action) {
        if (count == actions.length) {
            actions = Arrays.copyOf(actions, 2 * count);
        }
        actions[count++] = action;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns for how many there is room. */
    int room() {
        return actions.length;
    }

    /** Runs all of them, whichever fail; returns the first failure, if any. Those that are to be run again stay. */
    @Nullable
    Throwable run() {
        int ran = count;
        count = 0;
        Throwable first = null;
        for (int i = 0; i < ran; i++) {
            Runnable action = actions[i];
            Throwable failure = run(action);
            actions[i] = null;
            if (failure != null && Shortage.is(failure)) {
                actions[count++] = action;
            }
            first = first == null ? failure : first;
        }
        return first;
    }

    private static @Nullable Throwable run(@Nullable Runnable action) {
        try {
            if (action != null) {
                action.run();
            }
            return null;
        } catch (Throwable e) { // The others still have to happen: a worker waits for them, or a future.
            return e;
        }
    }
}
