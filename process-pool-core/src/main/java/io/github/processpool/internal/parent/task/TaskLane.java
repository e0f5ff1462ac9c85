package io.github.processpool.internal.parent.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one priority that wait for a worker, in the order of their submission; filled and emptied by the queue of a pool. It leads
 * through the tasks themselves, so that nothing is allocated when one comes or goes, and one in the middle goes as fast as any. A task
 * is in one lane at most. It asks nothing of a task but when it was submitted, and whether it may
 * leave this JVM.
 *
 * <p>One that comes is new, and belongs to the end, or has been at a worker, and belongs to the front: the search for its place begins
 * there, and passes only those that have overtaken it.
 *
 * <p><b>Thread safety:</b> guarded by the pool's lock. No method of its own calls anything between its first and its last change, so an
 * error finds it whole.
 */
public final class TaskLane {

    private @Nullable PendingTask<?> first;
    private @Nullable PendingTask<?> last;
    private int size;
    /** How many of them may go to another member of a cluster. */
    private int free;

    /** Returns the lane that a task is in; null if it is in none. */
    public static @Nullable TaskLane of(PendingTask<?> task) {
        return task.lane;
    }

    /** Returns the first task; null if there is none. */
    public @Nullable PendingTask<?> first() {
        return first;
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    /** Returns how many of them may go to another member of a cluster. */
    public int free() {
        return free;
    }

    /** Says of a task that is in no lane whether it may go to another member of a cluster. */
    public static void markFree(PendingTask<?> task, boolean mayGo) {
        task.free = mayGo;
    }

    /** Returns whether a task may go to another member of a cluster. */
    public static boolean isFree(PendingTask<?> task) {
        return task.free;
    }

    /**
     * Shows those of the first so many that may go to another member, in their order, to one who may let go of them, and says whether to go
     * on. Returns how many more may be looked at; 0: no more.
     */
    public int eachFree(int most, Predicate<PendingTask<?>> taker) {
        int left = most;
        PendingTask<?> task = first;
        while (task != null && left > 0) {
            PendingTask<?> next = task.behind;
            left--;
            if (task.free && !taker.test(task)) {
                return 0;
            }
            task = next;
        }
        return left;
    }

    /** Returns whether there is none. */
    public boolean isEmpty() {
        return first == null;
    }

    /** Takes in a new task, which is in no lane. */
    public void append(PendingTask<?> task) {
        PendingTask<?> ahead = last;
        while (ahead != null && ahead.id > task.id) {
            ahead = ahead.ahead;
        }
        link(task, ahead, ahead == null ? first : ahead.behind);
    }

    /** Takes in a task that has been at a worker, and is in no lane. */
    public void putBack(PendingTask<?> task) {
        PendingTask<?> behind = first;
        while (behind != null && behind.id < task.id) {
            behind = behind.behind;
        }
        link(task, behind == null ? last : behind.ahead, behind);
    }

    private void link(PendingTask<?> task, @Nullable PendingTask<?> ahead, @Nullable PendingTask<?> behind) {
        task.ahead = ahead;
        task.behind = behind;
        task.lane = this;
        if (ahead == null) {
            first = task;
        } else {
            ahead.behind = task;
        }
        if (behind == null) {
            last = task;
        } else {
            behind.ahead = task;
        }
        size++;
        if (task.free) {
            free++;
        }
    }

    /** Lets go of a task that is in this lane. */
    public void remove(PendingTask<?> task) {
        PendingTask<?> ahead = task.ahead;
        PendingTask<?> behind = task.behind;
        if (ahead == null) {
            first = behind;
        } else {
            ahead.behind = behind;
        }
        if (behind == null) {
            last = ahead;
        } else {
            behind.ahead = ahead;
        }
        task.lane = null;
        task.ahead = null;
        task.behind = null;
        size--;
        if (task.free) {
            free--;
        }
    }

    /** Returns those that meet a condition, in their order; the condition changes nothing here. */
    public List<PendingTask<?>> list(Predicate<PendingTask<?>> condition) {
        List<PendingTask<?>> found = new ArrayList<>();
        for (PendingTask<?> task = first; task != null; task = task.behind) {
            if (condition.test(task)) {
                found.add(task);
            }
        }
        return found;
    }
}
