package io.github.processpool.internal.parent.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of tasks that {@link UnfinishedTasks} keeps, in the order in which they came. It leads through the tasks themselves, so
 * that nothing is allocated when one comes or goes, and one in the middle goes as fast as any. It asks nothing of a task.
 *
 * <p><b>Thread safety:</b> guarded by the lock of this object, which its owner takes.
 */
final class TaskChain {

    private @Nullable PendingTask<?> first;
    private @Nullable PendingTask<?> last;
    private int size;
    /** The first task that {@link #next} has not given out in this round; null at the end of a round. */
    private @Nullable PendingTask<?> cursor;
    /** Whether a round is under way. */
    private boolean inRound;

    /** Returns the first task, from which {@code after} leads to the others. */
    @Nullable
    PendingTask<?> first() {
        return first;
    }

    /** Gives out the next ones in the order of the list; 0 at the end of a round. */
    int next(@Nullable PendingTask<?>[] slice) {
        int count = 0;
        PendingTask<?> task = inRound ? cursor : first;
        while (task != null && count < slice.length) {
            slice[count++] = task;
            task = task.after;
        }
        cursor = task;
        inRound = count > 0;
        return count;
    }

    List<PendingTask<?>> list() {
        List<PendingTask<?>> all = new ArrayList<>(size);
        for (PendingTask<?> task = first; task != null; task = task.after) {
            all.add(task);
        }
        return all;
    }

    int size() {
        return size;
    }

    void append(PendingTask<?> task) {
        task.listed = true;
        task.before = last;
        if (last == null) {
            first = task;
        } else {
            last.after = task;
        }
        last = task;
        size++;
    }

    /** Does nothing if the task is not in the list. */
    void remove(PendingTask<?> task) {
        if (!task.listed) {
            return;
        }
        task.listed = false;
        cursor = cursor == task ? task.after : cursor;
        if (task.before == null) {
            first = task.after;
        } else {
            task.before.after = task.after;
        }
        if (task.after == null) {
            last = task.before;
        } else {
            task.after.before = task.before;
        }
        task.before = null;
        task.after = null;
        size--;
    }
}
