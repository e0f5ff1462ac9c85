package io.github.processpool.spring.async.caller;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Submits a call when the transaction in which it was made has been committed, or not at all. Loaded by {@link Transactions} only,
 * where Spring's transactions are on the class path.
 *
 * <p><b>Thread safety:</b> belongs to one transaction and its thread.
 *
 * @param taskName for messages
 * @param submission makes the future of the task
 * @param promise what the caller got
 */
record AfterCommit(
        String taskName,
        Supplier<? extends CompletableFuture<? extends @Nullable Object>> submission,
        CompletableFuture<@Nullable Object> promise)
        implements TransactionSynchronization {

    static boolean isActive() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    static boolean isReadOnly() {
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
    }

    /** Has it hear of the end of this thread's transaction. */
    void register() {
        TransactionSynchronizationManager.registerSynchronization(this);
    }

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
        promise.whenComplete((value, failure) -> task.cancel(true)); // Does nothing to one that has ended.
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
