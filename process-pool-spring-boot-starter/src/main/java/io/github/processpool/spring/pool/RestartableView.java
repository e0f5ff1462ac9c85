package io.github.processpool.spring.pool;

import io.github.processpool.TaskOptions;
import io.github.processpool.TaskSubmitter;
import java.util.Objects;

/**
 * A view of a {@link RestartablePool} that survives a restart: every call goes to a view of the pool that is open then.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class RestartableView extends RestartableSubmitter {

    private final PoolLife life;
    private final TaskOptions options;

    RestartableView(PoolLife life, TaskOptions options, ObservedTasks tasks) {
        super(tasks);
        this.life = life;
        this.options = Objects.requireNonNull(options, "options");
    }

    @Override
    TaskSubmitter current() {
        return life.started().with(options);
    }
}
