package io.github.processpool;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The outcome of {@link ProcessFutures#await}: every future is in exactly one of the two sets, in the order in which it was given.
 * Immutable; a future in {@code notDone} may of course become done later.
 *
 * @param done those that were done: with a value, a failure, or cancelled
 * @param notDone the others
 * @param <F> the type of the futures
 */
public record AwaitedFutures<F extends CompletableFuture<?>>(Set<F> done, Set<F> notDone) {

    /**
     * Copies the sets; their order is kept.
     *
     * @param done those that were done
     * @param notDone the others
     */
    public AwaitedFutures {
        done = Collections.unmodifiableSet(new LinkedHashSet<>(done));
        notDone = Collections.unmodifiableSet(new LinkedHashSet<>(notDone));
    }
}
