package io.github.processpool;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task that runs in a worker process.
 *
 * <p><b>Ending it ends the work.</b> {@code cancel(true)} interrupts a running task and, after its grace period, kills the
 * worker; {@code cancel(false)} lets a running task finish and drops its result; either way a task that has not begun never
 * runs. A task that runs on keeps this JVM from ending with {@code main}, as with every executor of the JDK. Whoever else
 * completes this future first ({@link #complete}, {@link #orTimeout}, …) stops the work like {@code cancel(true)}. As everywhere
 * in the JDK this does not hold for stages derived from it.
 *
 * <p><b>Callbacks</b> ({@link #thenApply}, {@link #whenComplete}, …) run on threads of their own, of which there are as many
 * as callbacks block, up to some hundreds; more wait for one of them. Threads waiting in {@link #get()} or {@link #join()} are
 * released before, and independently of, any callback. The {@code state()} that JDK 19 and later have is an exception: where
 * callbacks were added, it says that the task runs until the first of them is about to, because only the JDK can set it.
 * {@link #isDone} and {@link #taskState} know it at once.
 *
 * <p>{@link #get()} wraps a failure in an {@link java.util.concurrent.ExecutionException}, {@link #join()} in a
 * {@link java.util.concurrent.CompletionException}, as with every {@link CompletableFuture}. A {@code CompletionException} that
 * the task itself has thrown is the cause in {@code get}, as with every executor, and what {@code join} throws.
 *
 * <p><b>Waiting is not owning.</b> A thread that is interrupted in {@link #get()} stops waiting and leaves the task alone, as with
 * every {@link java.util.concurrent.Future}: others may wait for it too. {@link TaskSubmitter#call} ends the work with its caller.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 *
 * @param <T> the type of the result
 */
public abstract class ProcessFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    /** For the pool; users get futures from {@link TaskSubmitter#submit}. */
    protected ProcessFuture() {}

    /**
     * Returns a number that is unique within the pool.
     *
     * @return 1 or more, in the order of submission
     */
    public abstract long taskId();

    /**
     * Returns the name given by {@link TaskOptions.Builder#name}, or one derived from the task's class or lambda.
     *
     * @return never blank
     */
    public abstract String name();

    /**
     * Returns where the task stands. {@link TaskState#RUNNING} is only said once a worker has begun it. (JDK 19 and later
     * have a {@code state()} of their own, which knows nothing of queues.)
     *
     * @return the state now
     */
    public abstract TaskState taskState();

    /**
     * Returns the process that runs the task, or ran it last.
     *
     * @return the pid; empty while the task waits for a worker, also between two attempts
     */
    public abstract OptionalLong workerPid();

    /**
     * Returns the member of a cluster that has the task, or has had it last. Its process, see {@link #workerPid}, is one of that
     * member's machine.
     *
     * @return its name; empty: the task is here, as all are in a pool without a cluster, also between two attempts
     */
    public Optional<String> member() {
        return Optional.empty();
    }

    /**
     * Returns what the task last reported with {@link WorkerContext#reportProgress}. It does not change any more once this
     * future is done.
     *
     * @return the progress; empty if it reported none
     */
    public abstract Optional<Progress> progress();

    /**
     * Returns when the task did what, so far.
     *
     * @return the timings now
     */
    public abstract TaskTimings timings();

    /**
     * Returns a future that completes when no process works on the task any more: at once for a task that never began, with
     * its end for one that ran through, and after the interrupt or the kill for one that was stopped. It never fails. Where the
     * {@link #member} that had the task was lost, it completes after the time in which that stops what nobody waits for; a machine that
     * stands still keeps its processes for longer. A pool that is ended by force does not wait for the word of members.
     *
     * @return the same future at every call; completing it from outside has no effect on the task
     */
    public abstract CompletableFuture<@Nullable Void> stopped();

    /**
     * For the pool: has something run when this future is done, before any callback and independently of them; at once if it
     * is done. It may be run twice, and must neither wait nor throw.
     *
     * @param listener what to run
     * @return false if this future can't do that; nothing is run then
     */
    protected boolean tellWhenDone(Runnable listener) {
        return false;
    }

    /**
     * Takes back what was given to {@link #tellWhenDone}.
     *
     * @param listener what is not to be run any more
     */
    protected void tellNoMore(Runnable listener) {}
}
