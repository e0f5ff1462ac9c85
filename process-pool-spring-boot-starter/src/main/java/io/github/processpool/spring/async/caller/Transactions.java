package io.github.processpool.spring.async.caller;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Knows the transaction of the calling thread, and lets a submission wait for its commit. Spring's transactions may be absent:
 * then no thread is in one, and {@link AfterCommit}, which needs them, is not loaded. Stateless.
 */
final class Transactions {

    private static final boolean PRESENT = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            Transactions.class.getClassLoader());

    private Transactions() {}

    /** Returns whether this thread is in a transaction whose end can be heard of. */
    static boolean isActive() {
        return PRESENT && AfterCommit.isActive();
    }

    /** Returns whether this thread is in a transaction that may have written something which others do not see yet. */
    static boolean mayHaveWritten() {
        return isActive() && !AfterCommit.isReadOnly();
    }

    /**
     * Submits after the commit, on the thread that commits; not at all after a rollback, or when the future has ended before.
     *
     * @param taskName for messages
     * @param submission makes the future of the task; what it throws becomes the failure of the returned future, because the
     *     caller's transaction has been committed by then
     * @return ends as the task does, and is cancelled at a rollback; cancelling it cancels the task
     */
    static CompletableFuture<@Nullable Object> afterCommit(
            String taskName, Supplier<? extends CompletableFuture<? extends @Nullable Object>> submission) {
        CompletableFuture<@Nullable Object> promise = new CompletableFuture<>();
        new AfterCommit(taskName, submission, promise).register();
        return promise;
    }

    /** Returns what ends with the commit of this thread's transaction, and fails at a rollback. */
    static CompletableFuture<@Nullable Object> commit(String taskName) {
        return afterCommit(taskName, () -> CompletableFuture.completedFuture(null));
    }

    /** The same as the other, after the commit of another thread's transaction, or at once if that is past. */
    static CompletableFuture<@Nullable Object> afterCommit(
            CompletableFuture<@Nullable Object> commit,
            String taskName,
            Supplier<? extends CompletableFuture<? extends @Nullable Object>> submission) {
        CompletableFuture<@Nullable Object> promise = new CompletableFuture<>();
        AfterCommit waiting = new AfterCommit(taskName, submission, promise);
        commit.whenComplete((nothing, failure) -> {
            if (failure == null) {
                waiting.afterCommit();
            } else {
                promise.completeExceptionally(failure);
            }
        });
        return promise;
    }
}
