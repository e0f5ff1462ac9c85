package io.github.processpool.internal.parent;

import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.pool.PoolContext;

/**
 * The wish for workers that have warmed up: heard by the {@link Operations} before each task that needs it, and told to the
 * {@link Crew} once. It warms up none.
 *
 * <p><b>Thread safety:</b> any thread; takes the pool's lock itself, the first time.
 */
final class WarmUpWish {

    private final PoolContext pool;
    private final Crew crew;
    /** Whether the crew knows; volatile: set once, and looked at before each task that needs it. */
    private volatile boolean known;

    WarmUpWish(PoolContext pool, Crew crew) {
        this.pool = pool;
        this.crew = crew;
    }

    /** From now on workers warm up, if there is anything to do for that. */
    void express() {
        if (known || pool.settings().initializer() == null) {
            return;
        }
        try (var held = pool.lock().hold()) {
            crew.warmUp();
        }
        known = true;
    }
}
