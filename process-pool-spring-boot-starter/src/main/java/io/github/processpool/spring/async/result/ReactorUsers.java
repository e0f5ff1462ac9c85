package io.github.processpool.spring.async.result;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Takes the user of a subscription to a thread, in the caller, and from a thread to a subscription, in the worker. Everything that
 * needs Spring Security and Reactor, of which the first may be absent: then there is no user. Stateless.
 */
public final class ReactorUsers {

    private static final boolean PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.ReactiveSecurityContextHolder",
            ReactorUsers.class.getClassLoader());

    private ReactorUsers() {}

    /**
     * Subscribes to something that is made on a thread which has the user of this subscription.
     *
     * @param subscription makes it; gets what is put around all that has to have the user, and whether there is one
     */
    static <T> Mono<T> withUser(Function<Optional<Around>, Mono<T>> subscription) {
        return PRESENT ? Present.user().flatMap(subscription) : subscription.apply(Optional.empty());
    }

    /** The same for many elements. */
    static <T> Flux<T> withUserOfMany(Function<Optional<Around>, Flux<T>> subscription) {
        return PRESENT ? Present.user().flatMapMany(subscription) : subscription.apply(Optional.empty());
    }

    /** Gives a subscription the user of this thread. */
    static Mono<?> ofThread(Mono<?> mono) {
        return PRESENT ? mono.contextWrite(Present.ofThread()) : mono;
    }

    /** The same for many elements. */
    public static Flux<?> ofThread(Flux<?> flux) {
        return PRESENT ? flux.contextWrite(Present.ofThread()) : flux;
    }

    /** Does something on this thread while that has a user. */
    @FunctionalInterface
    interface Around {

        <T> T call(Supplier<T> action);
    }

    /** Loaded where the library is. */
    private static final class Present {

        static Mono<Optional<Around>> user() {
            return ReactiveSecurityContextHolder.getContext()
                    .filter(context -> context.getAuthentication() != null)
                    .map(context -> Optional.<Around>of(new AsUser(context)))
                    .defaultIfEmpty(Optional.empty());
        }

        static ContextView ofThread() {
            Authentication user = SecurityContextHolder.getContext().getAuthentication();
            return user == null ? Context.empty() : ReactiveSecurityContextHolder.withAuthentication(user);
        }
    }

    private record AsUser(SecurityContext user) implements Around {

        @Override
        public <T> T call(Supplier<T> action) {
            SecurityContext before = SecurityContextHolder.getContext();
            SecurityContextHolder.setContext(user);
            try {
                return action.get();
            } finally {
                if (before.getAuthentication() == null) {
                    SecurityContextHolder.clearContext();
                } else {
                    SecurityContextHolder.setContext(before);
                }
            }
        }
    }
}
