package io.github.processpool.spring.async.advice;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is returned by methods whose end advice learns by itself; for all others it has to be run around the wait for the end. */
enum Follows {
    /** Advice that takes the return of the call for its end. */
    NOTHING,
    MONO,
    /** And {@code Mono}. */
    COMPLETABLE_FUTURE,
    /** And {@code Mono}. */
    STAGE,
    /** Advice that does not care for the end. */
    ANYTHING;

    boolean isEndOf(Class<?> returned) {
        boolean isMono = returned.getName().equals("reactor.core.publisher.Mono");
        return switch (this) {
            case NOTHING -> false;
            case MONO -> isMono;
            case COMPLETABLE_FUTURE -> isMono || CompletableFuture.class.isAssignableFrom(returned);
            case STAGE -> isMono || CompletionStage.class.isAssignableFrom(returned);
            case ANYTHING -> true;
        };
    }
}
