package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.away.AwayTasks;
import io.github.processpool.internal.parent.crew.Crew;
import io.github.processpool.internal.parent.pool.PoolContext;
import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.Absence;

/**
 * Keeps tasks from waiting at other members of a cluster when they need not: hears from the {@link GiveOut} when all that waits here was
 * given out, and a little later has the {@link AwayTasks} ask for what waits elsewhere, if a worker is idle here or another member has
 * given room. A task that comes back has its old place in the queue, and goes where any other task would go.
 *
 * <p>It looks only while there is something to ask for, and is in no hurry: a task that has begun elsewhere should be known to have.
 *
 * <p><b>Thread safety:</b> everything is guarded by the {@link PoolLock}.
 */
final class Recall {

    private final PoolContext pool;
    private final TaskQueue queue;
    private final Crew crew;
    private final AwayTasks away;
    /** Whether a look is due already. */
    private boolean due;

    Recall(PoolContext pool, TaskQueue queue, Crew crew, AwayTasks away) {
        this.pool = pool;
        this.queue = queue;
        this.crew = crew;
        this.away = away;
    }

    /** Looks in a while if there may be something to ask for. */
    void consider() {
        if (!due && isPossible()) {
            pool.timer().after(Absence.PATIENCE_NANOS, this::look);
            due = true; // Only if it will: the action waits for the lock.
        }
    }

    private boolean isPossible() {
        return away.count() > 0 && queue.free() == 0 && (idle() > 0 || away.hasRoom());
    }

    private int idle() {
        return queue.isEmpty() ? crew.idleCount() : 0;
    }

    private void look() {
        try (var held = pool.lock().hold()) {
            due = false;
            if (isPossible() && away.recall(idle())) {
                consider();
            }
        }
    }
}
