package io.github.processpool.internal.parent.life;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.parent.process.WorkerLink;
import java.util.OptionalInt;

/**
 * Looks at the lives of worker processes beside the pool, which hears of them through {@link WorkerEvents}. Called on the worker's
 * thread, without the lock.
 */
public interface LifeWatch {

    /** Nobody looks. */
    LifeWatch NONE = new LifeWatch() {};

    /** There is a process. */
    default void onLaunched(WorkerLink worker) {}

    /** It did not become ready; the pool does not know yet. */
    default void onStartFailed(WorkerStartException failure) {}

    /** It is gone, and the pool has dealt with that. */
    default void onGone(OptionalInt exitCode) {}
}
