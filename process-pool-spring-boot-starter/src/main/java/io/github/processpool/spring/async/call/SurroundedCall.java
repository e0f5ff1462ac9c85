package io.github.processpool.spring.async.call;

import io.github.processpool.ProcessFuture;
import io.github.processpool.spring.async.result.ReturnedValues;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call with advice that takes the return of the method for its end: a retry, a limit, a lock. Receives the advice from
 * {@link BeanMethod} and runs it on a thread of its own, where each attempt submits a task and waits for its end; the caller goes
 * on when the first attempt is submitted, and gets a future that ends as the advice does.
 *
 * <pre>{@code
 * NEW --first task submitted--> BEGUN --advice has returned or thrown--> ENDED
 *  '----------advice has returned or thrown without a task---------------^
 * }</pre>
 *
 * <p><b>Thread safety:</b> made by the caller; {@link #attempt} belongs to the thread of the advice, and any thread may end the
 * future.
 */
public final class SurroundedCall {

    /** The advice of a call. */
    @FunctionalInterface
    public interface Advice {

        /** Runs the advice around attempts. */
        @Nullable
        Object around(Attempt attempt) throws Throwable;
    }

    /** The innermost of the advice. */
    @FunctionalInterface
    public interface Attempt {

        /** Submits a task, and waits for it: returns as the method would, or throws as it would. */
        @Nullable
        Object run(@Nullable Object[] arguments) throws Throwable;
    }

    private static final AdviceThreads THREADS = AdviceThreads.ofThisJvm();

    private final Advice advice;
    private final Supplier<AutoCloseable> context;
    private final Function<@Nullable Object[], ProcessFuture<?>> submission;
    private final Function<@Nullable Object, @Nullable Object> asReturned;
    private final CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();
    /** Volatile: the last one; set by the thread of the advice. */
    private volatile @Nullable ProcessFuture<?> task;
    /** Guarded by this; null when there is nothing that could be interrupted. */
    private @Nullable Thread thread;
    /** Guarded by this. */
    private boolean left;

    /**
     * Creates it.
     *
     * @param advice what is run
     * @param context gives the thread of the advice what belongs to the thread of the caller, until it is closed
     * @param submission submits a task with these arguments
     * @param asReturned makes of a value what the method returns
     */
    SurroundedCall(
            Advice advice,
            Supplier<AutoCloseable> context,
            Function<@Nullable Object[], ProcessFuture<?>> submission,
            Function<@Nullable Object, @Nullable Object> asReturned) {
        this.advice = advice;
        this.context = context;
        this.submission = submission;
        this.asReturned = asReturned;
    }

    /** Begins; the future ends with the advice, and whoever ends it before ends both. */
    CompletableFuture<@Nullable Object> start() {
        end.whenComplete((value, failure) -> stop());
        THREADS.execute(this::run);
        return end;
    }

    /**
     * Begins, and waits for the first task. Advice that lets none happen, or is not to be had, is told at once.
     *
     * @throws Throwable of the advice, or of the submission
     */
    CompletableFuture<@Nullable Object> startAndWait() throws Throwable {
        CompletableFuture<@Nullable Object> started = start();
        try {
            begun.get();
        } catch (InterruptedException e) {
            started.cancel(true);
            Thread.currentThread().interrupt();
            throw new CancellationException("The caller was interrupted before the call could be submitted");
        }
        if (task == null && started.isCompletedExceptionally()) {
            try {
                started.get();
            } catch (ExecutionException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        }
        return started;
    }

    /** The last task that was submitted. */
    @Nullable
    ProcessFuture<?> task() {
        return task;
    }

    private void run() {
        if (!enter()) {
            begun.complete(null);
            return;
        }
        try (AutoCloseable scope = context.get()) {
            Object value = ReturnedValues.await(advice.around(this::attempt));
            leave();
            end.complete(value);
        } catch (Throwable e) {
            leave();
            end.completeExceptionally(e);
        } finally {
            begun.complete(null);
        }
    }

    /** From here on the end of the future is that of the advice. */
    private synchronized void leave() {
        thread = null;
        left = true;
    }

    private synchronized boolean enter() {
        thread = Thread.currentThread();
        return !end.isDone();
    }

    /** Ends what is going on when somebody else has ended the future. */
    private void stop() {
        if (hasLeft()) {
            return;
        }
        ProcessFuture<?> last = task;
        if (last != null) {
            last.cancel(true);
        }
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private synchronized boolean hasLeft() {
        return left;
    }

    private @Nullable Object attempt(@Nullable Object[] arguments) throws Throwable {
        if (end.isDone()) {
            throw new CancellationException("The caller has ended the call");
        }
        ProcessFuture<?> submitted = submission.apply(arguments);
        task = submitted;
        begun.complete(null);
        if (end.isDone()) {
            submitted.cancel(true);
        }
        try {
            return asReturned.apply(submitted.get());
        } catch (InterruptedException e) {
            submitted.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
