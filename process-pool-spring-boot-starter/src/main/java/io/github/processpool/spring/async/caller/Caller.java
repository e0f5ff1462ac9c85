package io.github.processpool.spring.async.caller;

import io.github.processpool.spring.async.carry.TravellingContext;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who calls an annotated method: the thread, until it gets its answer, and what it had before the caller's advice, which may go on
 * on another. Made by {@link Callers}, closed by {@code ProcessAsyncInterceptor}. It captures nothing itself.
 *
 * <p><b>Thread safety:</b> any thread may ask; the one that made it closes it.
 */
public final class Caller implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private final TravellingContext context;
    private final @Nullable CompletableFuture<@Nullable Object> commit;
    /** Set and read by the caller's thread alone. */
    private boolean hasLeft;

    /**
     * Creates it for this thread.
     *
     * @param context what it has that travels
     * @param commit ends with the transaction that calls wait for; null if there is none
     */
    Caller(TravellingContext context, @Nullable CompletableFuture<@Nullable Object> commit) {
        this.context = context;
        this.commit = commit;
    }

    /** Whether this is still the thread of the caller, in its call: what it has now is the call's. */
    boolean isHere() {
        return Thread.currentThread() == thread && !hasLeft;
    }

    TravellingContext context() {
        return context;
    }

    @Nullable
    CompletableFuture<@Nullable Object> commit() {
        return commit;
    }

    @Override
    public void close() {
        hasLeft = true;
    }
}
