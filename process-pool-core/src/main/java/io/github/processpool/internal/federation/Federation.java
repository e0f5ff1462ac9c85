package io.github.processpool.internal.federation;

import org.jspecify.annotations.Nullable;

/**
 * Room on other members of a cluster, as one pool sees it: takes the tasks that the pool's dispatcher gives it, and says to the {@link
 * FederatedPool} what becomes of each. A pool without a cluster has none.
 *
 * <pre>{@code
 * pool's dispatcher -> send -> Federation -> … a worker of another member … -> FederatedPool.onAnswer -> the future
 * }</pre>
 *
 * <p><b>Thread safety:</b> {@link #hasRoom}, {@link #send}, {@link #recall}, {@link #slots} and {@link #demand} are called under the pool's
 * lock: they are quick, wait for nothing but a lock that is held for moments, throw nothing but errors of the virtual machine, and call
 * nothing of the pool. The others are called without it, by any thread. A federation calls a pool with none of its own locks held.
 */
public interface Federation {

    /**
     * Before the pool is used: whose federation it is.
     *
     * @param pool to be told what becomes of tasks
     */
    void connect(FederatedPool pool);

    /**
     * Returns whether {@link #send} may be worth while: some member has given this pool room.
     *
     * @return true if so
     */
    boolean hasRoom();

    /**
     * Takes a task for a member that has given room for it. It is written and sent later, by a thread of the federation. From then on
     * exactly one of {@link FederatedPool#onAnswer}, {@link FederatedPool#onRefused} and {@link FederatedPool#onLost} follows for its
     * ticket, whatever happens. If this throws, nothing was taken.
     *
     * @param task to be run elsewhere
     * @return the name of the member; null if none can take this one, and nothing was taken
     */
    @Nullable
    String send(AwayTask task);

    /**
     * Asks the member that has a task to give it back if no worker there has begun it. {@link FederatedPool#onRefused} follows then;
     * otherwise nothing does.
     *
     * @param ticket of {@link AwayTask}
     * @param idle whether a worker is idle here; otherwise it is asked for only if another member has given room
     * @return whether it was asked for
     */
    boolean recall(long ticket, boolean idle);

    /**
     * Returns how many tasks the other members can run at once for this pool, with its own left out: for those who plan ahead.
     *
     * @return 0 or more
     */
    int slots();

    /**
     * Says how many tasks wait here that may run elsewhere. Called after each change, often with the same number.
     *
     * @param waiting 0 or more
     */
    void demand(int waiting);

    /**
     * Stops a task that was sent, or lets its result go; what is told about it later changes no future any more. Goes ahead of tasks.
     *
     * @param ticket of {@link AwayTask}
     * @param interrupt whether it is to be stopped; otherwise it runs to its end
     */
    void cancel(long ticket, boolean interrupt);

    /** {@link FederatedPool#room} may be another one than when this was said last. Called often. */
    void roomChanged();

    /** Lasts until it is closed. */
    interface Stretch extends AutoCloseable {

        /** Throws nothing but errors of the virtual machine. */
        @Override
        void close();
    }

    /**
     * Begins a stretch of work of the pool that may end several guests on the current thread: what is to be said of them, and of the room
     * that they leave, is said together when it is closed. Throws nothing.
     *
     * @return to be closed by the same thread, with no lock held
     */
    default Stretch together() {
        return () -> {};
    }

    /** The pool takes no new tasks, neither its own nor those of guests; what was sent goes on. */
    void closing();

    /** The pool has ended: neither calls the other again. */
    void closed();
}
