package io.github.processpool.spring.async.advice;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is returned by methods whose end advice learns by itself; for all others it has to be run around the wait for the end. */
enum Follows {
    /** Advice that takes the return of the call for its end. */
    NOTHING,
    /** And {@code Flux}. */
    MONO,
    /** And those. */
    COMPLETABLE_FUTURE,
    /** And those. */
    STAGE,
    /** Advice that does not care for the end. */
    ANYTHING;

    boolean isEndOf(Class<?> returned) {
        boolean isReactive = returned.getName().equals("reactor.core.publisher.Mono")
                || returned.getName().equals("reactor.core.publisher.Flux");
        return switch (this) {
            case NOTHING -> false;
            case MONO -> isReactive;
            case COMPLETABLE_FUTURE -> isReactive || CompletableFuture.class.isAssignableFrom(returned);
            case STAGE -> isReactive || CompletionStage.class.isAssignableFrom(returned);
            case ANYTHING -> true;
        };
    }
}
