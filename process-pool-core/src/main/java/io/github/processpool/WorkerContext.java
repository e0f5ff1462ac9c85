package io.github.processpool;

import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The pool as seen by a task, or a {@link WorkerInitializer}, that runs in it: what they can know about it and tell it.
 *
 * <p><b>Thread safety:</b> {@link #current()} answers on the thread that runs the task; the object it returns may be passed to
 * other threads of the worker.
 */
public abstract class WorkerContext {

    private static final ThreadLocal<@Nullable WorkerContext> CURRENT = new ThreadLocal<>();

    /** The same, also on the threads that the task starts. */
    private static final ThreadLocal<@Nullable WorkerContext> AROUND = new InheritableThreadLocal<>();

    /** Volatile: set by the thread of the task, read by those that it has started. */
    private volatile boolean over;

    /** For the pool. */
    protected WorkerContext() {}

    /**
     * Returns the context of the task that this thread runs.
     *
     * @return the context
     * @throws IllegalStateException if this thread runs no task of a process pool
     */
    public static WorkerContext current() {
        WorkerContext context = CURRENT.get();
        if (context == null) {
            throw new IllegalStateException(
                    "WorkerContext.current() was called on thread '"
                            + Thread.currentThread().getName()
                            + "', which runs no task of a process pool; take the context on the task's own thread and pass it on");
        }
        return context;
    }

    /**
     * Returns the context of the task that this thread works for, as far as can be known: that of the task that it runs, or of the
     * one that has started it, as long as that runs. A thread that was there before, as those of the common pool are, has none.
     *
     * @return the context; empty on a thread that works for no task, as far as can be known
     */
    public static Optional<WorkerContext> around() {
        WorkerContext context = AROUND.get();
        return context == null || context.over ? Optional.empty() : Optional.of(context);
    }

    /** Makes this the context of the current thread. For the pool. */
    protected final void enter() {
        CURRENT.set(this);
        AROUND.set(this);
    }

    /** Leaves the current thread without a context. For the pool. */
    protected static void leave() {
        WorkerContext context = CURRENT.get();
        if (context != null) {
            context.over = true;
        }
        CURRENT.remove();
        AROUND.remove();
    }

    /**
     * Returns the task's number, the same as {@link ProcessFuture#taskId()}; on another member of a cluster than the submitter's, a number
     * of that one's pool.
     *
     * @return the number; 0 inside a {@link WorkerInitializer}
     */
    public abstract long taskId();

    /**
     * Returns a text that names the task: no other task has it, in this pool or in another, on this machine or on one that shares
     * tasks with it; and all attempts of the task have the same.
     *
     * <p>With {@link TaskOptions#maxAttempts()} above 1 a task may be run twice: its worker may have been lost after it had done its
     * work. Whatever it changes elsewhere can be made to count once by this key, such as in a table whose unique column refuses to have it
     * a second time, or as the idempotency key of a request. Where an earlier attempt may still be at work, because its machine can't be
     * reached, {@link #attempt()} tells who is the later one: a store that remembers the highest attempt of each key refuses what comes
     * from a lower one.
     *
     * <p>Elements of a {@code map} that travel together in a chunk have the same key: add what tells them apart.
     *
     * @return the key, letters and digits and hyphens; empty inside a {@link WorkerInitializer}
     */
    public String taskKey() {
        return poolName() + "-" + taskId();
    }

    /**
     * Returns which attempt of the task this is: 1 for the first, and more for one that follows the loss of the worker, or of the member
     * of a cluster, that had the one before.
     *
     * @return 1 to {@link TaskOptions#maxAttempts()}; 0 inside a {@link WorkerInitializer}
     */
    public int attempt() {
        return 1;
    }

    /**
     * Returns the member of a cluster that the task comes from, if that is another one than the parent of this worker.
     *
     * @return its name; empty if the parent of this worker has submitted the task, and inside a {@link WorkerInitializer}
     */
    public Optional<String> submitter() {
        return Optional.empty();
    }

    /**
     * Returns the name of the pool.
     *
     * @return the name
     */
    public abstract String poolName();

    /**
     * Returns the worker's slot: a number from 0 up to, and not including, the pool's maximum, that no other worker has while
     * it runs tasks. A worker that replaces another takes over its slot, so it can name a file, a port or a device.
     * A spare worker has no slot before it takes over, so its initializer sees -1.
     *
     * @return the slot
     */
    public abstract int slot();

    /**
     * Returns whether the task is to stop: its future was cancelled or ended, or a time limit ran out. The task's thread has
     * been interrupted then; this flag stays even if something swallowed the interrupt.
     *
     * @return true if it is to stop
     */
    public abstract boolean isCancelled();

    /**
     * Tells the parent how far the task is. Costs a few memory writes and no message, so it may be called often; the parent
     * sees the latest.
     *
     * @param done how much is done, in a unit of the task's own
     * @param total how much there is in all; 0 or negative if unknown
     * @param message a short text; cut at 1000 bytes of UTF-8
     */
    public abstract void reportProgress(long done, long total, String message);

    /**
     * Returns a map that lives as long as the worker and is shared by its tasks, for what is expensive to make.
     *
     * @return a concurrent map, empty at first
     */
    public abstract ConcurrentMap<String, Object> attributes();
}
