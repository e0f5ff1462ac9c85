package io.github.processpool.internal.parent.supervision;

import io.github.processpool.internal.parent.pool.Timer;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Remembers for the {@link TaskMender} since when tasks have been in a state that is right for a moment only. It judges none.
 *
 * <p><b>Thread safety:</b> none; belongs to the mender.
 */
final class Lingering {

    /** Longer than the longest way of an answer: its output is waited for 1 s, its log at most 11 s. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final int LOOKS = 3;

    private final Timer timer;
    /** Those of this round. */
    private Map<PendingTask<?>, Sight> seen = new HashMap<>();
    /** Those of the round before. */
    private Map<PendingTask<?>, Sight> before = new HashMap<>();

    private static final class Sight {

        final long since;
        int looks;

        Sight(long since) {
            this.since = since;
        }
    }

    Lingering(Timer timer) {
        this.timer = timer;
    }

    /** A task is in that state, as was seen in each round lately or not; returns whether that is too long. */
    boolean isTooLong(PendingTask<?> task) {
        long now = timer.now();
        Sight known = before.get(task);
        Sight sight = known == null ? new Sight(now) : known;
        seen.put(task, sight);
        sight.looks++;
        return sight.looks > LOOKS && now - sight.since > PATIENCE_NANOS;
    }

    /** Those that were not seen in the round that ends are forgotten. */
    void endRound() {
        Map<PendingTask<?>, Sight> old = before;
        old.clear();
        before = seen;
        seen = old;
    }

    boolean isEmpty() {
        return before.isEmpty();
    }
}
