package io.github.processpool.spring.async.caller;

import io.github.processpool.spring.async.carry.ContextCarriers;
import io.github.processpool.spring.async.carry.TravellingContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one annotated method has to do with those who call it: takes what travels from their threads, and has calls wait for their
 * transactions if the method says so. It submits nothing itself.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class Callers {

    private static final Logger log = LoggerFactory.getLogger(Callers.class);

    private static final String REMEDY =
            "if the caller waits for the worker. With @ProcessAsync(afterCommit = \"true\") such calls are submitted after"
                    + " the commit; \"false\" says that they need not be";
    private static final String REMEDY_OF_ONE_THAT_WAITS =
            "because the call waits for its result. Call it before the transaction or after its commit;"
                    + " @ProcessAsync(afterCommit = \"false\") says that it needs nothing of the transaction";

    private final ContextCarriers carriers;
    private final String taskName;
    private final @Nullable Boolean afterCommit;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * Creates it for a method.
     *
     * @param carriers capture what travels
     * @param taskName the method, for messages
     * @param afterCommit whether its calls wait for the commit of their callers; null: it does not say
     */
    public Callers(ContextCarriers carriers, String taskName, @Nullable Boolean afterCommit) {
        this.carriers = carriers;
        this.taskName = taskName;
        this.afterCommit = afterCommit;
    }

    /**
     * Returns this thread as that of a caller.
     *
     * @param mayChange whether there is advice before the call, which may go on on another thread
     */
    public Caller caller(boolean mayChange) {
        if (!mayChange) {
            return new Caller(TravellingContext.NONE, null);
        }
        TravellingContext context = carriers.capture(TravellingContext.NONE);
        boolean isInTransaction = Boolean.TRUE.equals(afterCommit) && Transactions.isActive();
        return new Caller(context, isInTransaction ? Transactions.commit(taskName) : null);
    }

    /** What goes along. On another thread that which the caller had alone: whose that thread is, nobody knows. */
    public TravellingContext contextOf(Caller caller) {
        return caller.isHere() ? carriers.capture(TravellingContext.NONE) : caller.context();
    }

    /** Whether the call is to be submitted by {@link #afterCommit}. */
    public boolean waitsForCommit(Caller caller) {
        return Boolean.TRUE.equals(afterCommit)
                && (caller.isHere() ? Transactions.isActive() : caller.commit() != null);
    }

    /**
     * Submits after the commit of the caller's transaction.
     *
     * @return ends as the task does, and is cancelled at a rollback
     */
    public CompletableFuture<@Nullable Object> afterCommit(
            Caller caller, Supplier<? extends CompletableFuture<? extends @Nullable Object>> submission) {
        CompletableFuture<@Nullable Object> commit = caller.isHere() ? null : caller.commit();
        return commit == null
                ? Transactions.afterCommit(taskName, submission)
                : Transactions.afterCommit(commit, taskName, submission);
    }

    /** The same where nobody has the future to whom a failure of the submission could be thrown. */
    public void afterCommitUnseen(
            Caller caller, Supplier<? extends CompletableFuture<? extends @Nullable Object>> submission) {
        afterCommit(caller, () -> {
            try {
                return submission.get();
            } catch (RuntimeException e) {
                log.error(
                        "{} could not be submitted after the commit of the transaction in which it was called",
                        taskName,
                        e);
                throw e;
            }
        });
    }

    /**
     * Told once, of a call that is submitted at once though its caller may have written something.
     *
     * @param waits whether the call waits for its value
     */
    public void warnOfTransaction(boolean waits) {
        if (afterCommit == null && Transactions.mayHaveWritten() && warned.compareAndSet(false, true)) {
            log.warn(
                    "{} was called inside a transaction, and its worker, which has connections of its own, does not see what that"
                            + " has not committed yet, and waits for rows that it has locked: for ever {}. (This is said once.)",
                    taskName,
                    waits ? REMEDY_OF_ONE_THAT_WAITS : REMEDY);
        }
    }
}
