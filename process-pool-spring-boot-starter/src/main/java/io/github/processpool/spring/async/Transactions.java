package io.github.processpool.spring.async;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Knows the transaction of the calling thread, and lets a submission wait for its commit. Everything that needs Spring's
 * transactions, which may be absent: then no thread is in one. Stateless.
 */
final class Transactions {

    private static final boolean PRESENT = ClassUtils.isPresent(
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            Transactions.class.getClassLoader());

    private Transactions() {}

    /** Returns whether this thread is in a transaction whose end can be heard of. */
    static boolean isActive() {
        return PRESENT
                && TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    /** Returns whether this thread is in a transaction that may have written something which others do not see yet. */
    static boolean mayHaveWritten() {
        return isActive() && !TransactionSynchronizationManager.isCurrentTransactionReadOnly();
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
        TransactionSynchronizationManager.registerSynchronization(new AfterCommit(taskName, submission, promise));
        return promise;
    }

    /** Belongs to one transaction and its thread. */
    private record AfterCommit(
            String taskName,
            Supplier<? extends CompletableFuture<? extends @Nullable Object>> submission,
            CompletableFuture<@Nullable Object> promise)
            implements TransactionSynchronization {

        @Override
        public void afterCommit() {
            if (promise.isDone()) {
                return;
            }
            try {
                follow(submission.get());
            } catch (RuntimeException | Error e) {
                promise.completeExceptionally(e);
            }
        }

        private void follow(CompletableFuture<? extends @Nullable Object> task) {
            task.whenComplete((value, failure) -> {
                if (failure == null) {
                    promise.complete(value);
                } else {
                    promise.completeExceptionally(failure);
                }
            });
            promise.whenComplete((value, failure) -> {
                if (promise.isCancelled()) {
                    task.cancel(true);
                }
            });
        }

        @Override
        public void afterCompletion(int status) {
            if (status != STATUS_COMMITTED) {
                String end = status == STATUS_ROLLED_BACK ? "was rolled back" : "has come to an end that is not known";
                promise.completeExceptionally(new CancellationException(
                        taskName + " was not submitted, because the transaction in which it was called " + end));
            }
        }
    }
}
