package io.github.processpool.spring.async;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Receives the future that a call has submitted, and the one that the caller gets, which may be another that advice has derived
 * from it: a derived one that is ended does not tell so by itself. Whoever ends the second ends the first. A future that was
 * complete when the advice returned it is the answer of the advice, and ends nothing.
 *
 * <p><b>Thread safety:</b> any thread; advice may submit again on another one.
 */
final class FutureOfCall {

    /** Guarded by this: the last one. */
    private @Nullable CompletableFuture<?> submitted;
    /** Guarded by this. */
    private boolean ended;

    /** Receives and returns what the method would return to the advice. */
    @Nullable
    Object submitted(@Nullable Object returned) {
        if (returned instanceof CompletableFuture<?> future && isTooLate(future)) {
            future.cancel(true);
        }
        return returned;
    }

    private synchronized boolean isTooLate(CompletableFuture<?> future) {
        submitted = future;
        return ended;
    }

    /** Receives and returns what the advice returns to the caller. */
    @Nullable
    Object returned(@Nullable Object returned) {
        if (returned instanceof CompletableFuture<?> future && isDerived(future)) {
            future.whenComplete((value, failure) -> end());
        }
        return returned;
    }

    private synchronized boolean isDerived(CompletableFuture<?> future) {
        return submitted != null && submitted != future && !future.isDone();
    }

    private void end() {
        CompletableFuture<?> last;
        synchronized (this) {
            ended = true;
            last = submitted;
        }
        if (last != null) {
            last.cancel(true);
        }
    }
}
