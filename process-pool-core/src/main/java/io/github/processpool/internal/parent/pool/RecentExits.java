package io.github.processpool.internal.parent.pool;

import io.github.processpool.WorkerExit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Remembers the last ends of workers, as {@code Supervision} tells them, for snapshots.
 *
 * <p><b>Thread safety:</b> the threads of all workers add and any thread looks, under the lock of this object.
 */
final class RecentExits {

    static final int MOST = 50;

    /** The latest first; guarded by this. */
    private final Deque<WorkerExit> exits = new ArrayDeque<>();

    synchronized void add(WorkerExit exit) {
        exits.addFirst(exit);
        if (exits.size() > MOST) {
            exits.removeLast();
        }
    }

    synchronized List<WorkerExit> list() {
        return List.copyOf(exits);
    }
}
