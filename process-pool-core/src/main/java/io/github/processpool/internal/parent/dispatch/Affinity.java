package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.crew.WorkerHandle;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which worker was last given a task of which affinity key; the {@link Dispatcher} tells it and asks it. It does not
 * know whether that worker is free, and tasks without a key cost nothing.
 *
 * <p>It is bounded: of more than {@value #MOST_KEYS} keys the one not used longest is forgotten, and workers that have ended are
 * forgotten with all of theirs.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
final class Affinity {

    static final int MOST_KEYS = 10_000;

    /** The key that was used last is at the end. */
    private final Map<String, WorkerHandle> workers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, WorkerHandle> eldest) {
            return size() > MOST_KEYS;
        }
    };

    /** Returns the worker that was last given a task of the same key; null if there is none, or no key. */
    @Nullable
    WorkerHandle workerFor(PendingTask<?> task) {
        return workers.isEmpty()
                ? null
                : task.options().affinityKey().map(workers::get).orElse(null);
    }

    void sent(PendingTask<?> task, WorkerHandle worker) {
        if (task.options().affinityKey().isPresent()) {
            workers.put(task.options().affinityKey().get(), worker);
        }
    }

    void forget(WorkerHandle worker) {
        workers.values().removeIf(other -> other == worker);
    }
}
