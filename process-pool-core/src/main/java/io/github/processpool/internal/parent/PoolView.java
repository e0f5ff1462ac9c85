package io.github.processpool.internal.parent;

import io.github.processpool.TaskOptions;

/**
 * A view of a pool whose tasks have options of their own. It refers to the {@link ProcessPool} that users hold, because a pool of
 * which there is a view is still used.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class PoolView extends BoundSubmitter {

    private final ProcessPool pool;

    PoolView(ProcessPool pool, TaskOptions options) {
        super(pool.engine(), options);
        this.pool = pool;
    }

    @Override
    Object owner() {
        return pool;
    }
}
