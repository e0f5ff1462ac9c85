package io.github.processpool.internal.parent.task;

import java.util.LinkedList;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Actions of {@link Callbacks} that have no thread yet, in their order. It takes as many as there are in a rest without allocating,
 * because a lack of memory may be why there is no thread; those that come when there is neither room nor memory are lost, and what
 * they would have done is found by others: futures that are not settled, events that are not told.
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
    private final Queue<Runnable> more = new LinkedList<>();

    /** Never throws. */
    synchronized void add(Runnable action) {
        if (count < ROOM) {
            actions[(first + count) % ROOM] = action;
            count++;
            return;
        }
        try {
            more.add(action);
        } catch (OutOfMemoryError e) {
            // Nothing is left to keep it in.
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
