package io.github.processpool.internal.parent;

import io.github.processpool.WorkerStartException;
import java.util.OptionalInt;

/**
 * Who looks at the lives of worker processes beside the pool, which hears of them through {@link WorkerEvents}. Called on the
 * worker's thread, without the lock.
 */
interface LifeWatch {

    /** Nobody looks. */
    LifeWatch NONE = new LifeWatch() {};

    /** There is a process. */
    default void onLaunched(WorkerHandle worker) {}

    /** It did not become ready; the pool does not know yet. */
    default void onStartFailed(WorkerStartException failure) {}

    /** It is gone, and the pool has dealt with that. */
    default void onGone(OptionalInt exitCode) {}
}
