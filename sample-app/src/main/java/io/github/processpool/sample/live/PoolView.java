package io.github.processpool.sample.live;

import io.github.processpool.PoolSnapshot;
import java.util.Locale;

/**
 * The pool in a few figures, beside the documents. Workers, times and ends of workers are on the dashboard.
 *
 * @param state of the pool, in lower case
 */
public record PoolView(String state, int queued, int running, long completed, long failed) {

    static PoolView of(PoolSnapshot pool) {
        return new PoolView(
                pool.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                pool.queuedTasks(),
                pool.runningTasks(),
                pool.completedTasks(),
                pool.failedTasks());
    }
}
