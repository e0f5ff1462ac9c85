package io.github.processpool.internal.parent.dispatch;

import io.github.processpool.internal.parent.pool.PoolLock;
import io.github.processpool.internal.parent.task.PendingTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has: submitters and returning tasks come in, the {@link Dispatcher} takes them out. Higher priorities
 * first, within one in the order of submission, also for a task that comes back from a worker.
 *
 * <p><b>Thread safety:</b> guarded by the {@link PoolLock}. Nobody waits here.
 */
public final class TaskQueue {

    /** Counting more takes longer than is worth while. */
    private static final int MOST_COUNTED = 1000;

    private static final Comparator<PendingTask<?>> ORDER = Comparator.<PendingTask<?>>comparingInt(
                    task -> task.options().priority())
            .reversed()
            .thenComparingLong(PendingTask::taskId);

    private final TreeSet<PendingTask<?>> tasks = new TreeSet<>(ORDER);
    private long bytes;

    void add(PendingTask<?> task) {
        if (tasks.add(task)) {
            bytes += task.record().bytes();
        }
    }

    /** A task that was taken back from a worker, or lost with it: it has its old place. */
    void putBack(PendingTask<?> task) {
        add(task); // First: a task that is in no place would be lost, one in two is not.
        task.where().markQueued();
    }

    boolean contains(PendingTask<?> task) {
        return tasks.contains(task);
    }

    /** From time to time: sorts anew if an error has come between two steps of the tree, which its size shows. */
    void repair() {
        if (tasks.size() > MOST_COUNTED) {
            return;
        }
        List<PendingTask<?>> all = new ArrayList<>(tasks.size());
        for (PendingTask<?> task : tasks) {
            all.add(task);
        }
        if (all.size() != tasks.size()) {
            tasks.clear();
            bytes = 0;
            all.forEach(this::add);
        }
    }

    /** Returns the one that is next; null if there is none. */
    @Nullable
    PendingTask<?> peek() {
        return tasks.isEmpty() ? null : tasks.first();
    }

    /** Removes a task that is most probably the next one. */
    void take(PendingTask<?> task) {
        if (peek() == task) {
            poll();
        } else {
            remove(task);
        }
    }

    @Nullable
    PendingTask<?> poll() {
        PendingTask<?> first = tasks.pollFirst();
        if (first != null) {
            bytes -= first.record().bytes();
        }
        return first;
    }

    boolean remove(PendingTask<?> task) {
        boolean removed = tasks.remove(task);
        if (removed) {
            bytes -= task.record().bytes();
        }
        return removed;
    }

    /** Removes all that meet a condition, and returns them in their order. */
    List<PendingTask<?>> removeIf(Predicate<PendingTask<?>> condition) {
        List<PendingTask<?>> removed = new ArrayList<>();
        tasks.removeIf(task -> condition.test(task) && removed.add(task));
        removed.forEach(task -> bytes -= task.record().bytes());
        return removed;
    }

    int size() {
        return tasks.size();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    long bytes() {
        return bytes;
    }
}
