package io.github.processpool.internal.parent.task;

import io.github.processpool.internal.parent.pool.JvmKeeper;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of all tasks of a pool that are not over: accepted, and not yet both settled (its callbacks have run) and ended
 * (no process works on it, and its answer has been read). A task is found here whatever becomes of a queue, a worker or a thread.
 *
 * <p>It moves no task; the shutdown sweeps it.
 *
 * <p><b>Thread safety:</b> any thread; guarded by the lock of the {@link TaskChain}, under which nothing is called and nothing is
 * allocated when a task comes or goes.
 */
public final class UnfinishedTasks {

    private final JvmKeeper keeper;
    /** One object for all tasks, so that one that comes allocates nothing. */
    private final BooleanSupplier anyNeedsJvm = this::isAnyInNeedOfJvm;

    private final TaskChain chain = new TaskChain();

    /** The JVM is kept alive while there is a task whose callbacks have not run, or whose work goes on, be it for nobody. */
    public UnfinishedTasks(JvmKeeper keeper) {
        this.keeper = keeper;
    }

    /** A task was accepted; the pool is answerable for it. */
    public void add(PendingTask<?> task) {
        synchronized (chain) {
            chain.append(task);
        }
        keeper.keepWhile(anyNeedsJvm);
    }

    /** Lets go of a task that is over; does nothing if it is not, or was let go before. */
    public void removeIfOver(PendingTask<?> task) {
        if (task.isOver()) {
            synchronized (chain) {
                chain.remove(task);
            }
        }
    }

    /** Lets go of a task that was not taken after all; does nothing if it is not here. */
    public void remove(PendingTask<?> task) {
        synchronized (chain) {
            chain.remove(task);
        }
    }

    /**
     * Fills an array with the tasks that follow those of the last call, and returns how many these are; 0: it was the end, and the next
     * call begins anew. It allocates nothing.
     */
    public int next(@Nullable PendingTask<?>[] slice) {
        synchronized (chain) {
            return chain.next(slice);
        }
    }

    private boolean isAnyInNeedOfJvm() {
        synchronized (chain) {
            for (PendingTask<?> task = chain.first(); task != null; task = task.after) {
                if (task.needsJvm()) {
                    return true; // Nearly always the first one.
                }
            }
            return false;
        }
    }

    /** Returns the one with this number; null if it is over, or never was. It looks at one after the other. */
    public @Nullable PendingTask<?> find(long taskId) {
        synchronized (chain) {
            PendingTask<?> task = chain.first();
            while (task != null && task.id != taskId) {
                task = task.after;
            }
            return task;
        }
    }

    /** Returns how many there are. */
    public int count() {
        synchronized (chain) {
            return chain.size();
        }
    }

    /** Returns them as they are now, in the order in which they came. */
    public List<PendingTask<?>> list() {
        synchronized (chain) {
            return chain.list();
        }
    }
}
