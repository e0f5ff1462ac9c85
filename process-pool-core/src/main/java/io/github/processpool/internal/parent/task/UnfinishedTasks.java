package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.JvmKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of all tasks of a pool that are not over: accepted, and not yet both settled (its callbacks have run) and ended
 * (no process works on it, and its answer has been read). A task is found here whatever becomes of a queue, a worker or a thread.
 *
 * <p>It moves no task; the shutdown sweeps it.
 *
 * <p><b>Thread safety:</b> any thread; a list through the tasks themselves, guarded by this object's lock, under which nothing is
 * called and nothing is allocated when a task comes or goes.
 */
public final class UnfinishedTasks {

    private final JvmKeeper keeper;
    /** One object for all tasks, so that one that comes allocates nothing. */
    private final BooleanSupplier anyUntold = this::isAnyUntold;

    private @Nullable PendingTask<?> first;
    private @Nullable PendingTask<?> last;
    private int count;

    /** The JVM is kept alive while there is a task whose callbacks have not run, be the work of others unfinished. */
    public UnfinishedTasks(JvmKeeper keeper) {
        this.keeper = keeper;
    }

    /** A task was accepted; the pool is answerable for it. */
    public void add(PendingTask<?> task) {
        append(task);
        keeper.keepWhile(anyUntold);
    }

    private synchronized void append(PendingTask<?> task) {
        task.listed = true;
        task.before = last;
        if (last == null) {
            first = task;
        } else {
            last.after = task;
        }
        last = task;
        count++;
    }

    /** Lets go of a task that is over; does nothing if it is not, or was let go before. */
    public void removeIfOver(PendingTask<?> task) {
        if (task.isOver()) {
            remove(task);
        }
    }

    private synchronized void remove(PendingTask<?> task) {
        if (!task.listed) {
            return;
        }
        task.listed = false;
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
        count--;
    }

    private synchronized boolean isAnyUntold() {
        for (PendingTask<?> task = first; task != null; task = task.after) {
            if (!task.isTold()) {
                return true; // Nearly always the first one.
            }
        }
        return false;
    }

    /** Returns how many there are. */
    public synchronized int count() {
        return count;
    }

    /** Returns them as they are now, in the order in which they came. */
    public synchronized List<PendingTask<?>> list() {
        List<PendingTask<?>> all = new ArrayList<>(count);
        for (PendingTask<?> task = first; task != null; task = task.after) {
            all.add(task);
        }
        return all;
    }
}
