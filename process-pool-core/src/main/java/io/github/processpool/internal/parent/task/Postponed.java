package io.github.processpool.internal.parent.task;

import java.util.LinkedList;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Actions of {@link Callbacks} that have no thread yet, in their order. It takes as many as there are in a rest without allocating,
 * because a lack of memory may be why there is no thread. One that comes when there is neither room nor memory is not taken, and whoever
 * brings it learns of that.
 *
 * <p>It runs nothing.
 *
 * <p><b>Thread safety:</b> any thread; guarded by its own lock.
 */
final class Postponed {

    private static final int ROOM = 1024;

    /** A ring. */
    private final @Nullable Runnable[] actions = new Runnable[ROOM];

    private int first;
    private int count;
    /** Those for which the ring had no room, later than those in it. */
    private final Queue<Runnable> more;

    Postponed() {
        this(new LinkedList<>());
    }

    /** Those for which the ring has no room are kept here. */
    Postponed(Queue<Runnable> more) {
        this.more = more;
    }

    /** Throws an {@link OutOfMemoryError} if there is nothing left to keep it in. */
    synchronized void add(Runnable action) {
        if (count < ROOM) {
            actions[(first + count) % ROOM] = action;
            count++;
        } else {
            more.add(action);
        }
    }

    synchronized @Nullable Runnable poll() {
        if (count == 0) {
            return more.poll();
        }
        Runnable action = actions[first];
        actions[first] = null;
        first = (first + 1) % ROOM;
        count--;
        return action;
    }

    synchronized boolean isEmpty() {
        return size() == 0;
    }

    synchronized int size() {
        return count + more.size();
    }
}
