package io.github.processpool.spring.async.result;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Everything that needs Reactor, which may be absent: then nothing is a {@code Mono}. Stateless. */
public final class Monos {

    private static final boolean PRESENT =
            ClassUtils.isPresent("reactor.core.publisher.Mono", Monos.class.getClassLoader());

    private Monos() {}

    static boolean isMono(Object value) {
        return PRESENT && value instanceof Mono<?>;
    }

    static boolean isMonoType(Class<?> type) {
        return PRESENT && type == Mono.class;
    }

    static boolean isFluxType(Class<?> type) {
        return PRESENT && type == Flux.class;
    }

    /** Subscribes, as the user of this thread; cancelling the future cancels the subscription. */
    static CompletableFuture<?> toFuture(Object mono) {
        return ReactorUsers.ofThread((Mono<?>) mono).toFuture();
    }

    /** Makes a publisher of a value that is there. */
    public static Object just(@Nullable Object value) {
        return Mono.justOrEmpty(value);
    }

    /**
     * Makes a future at each subscription, and cancels it with that.
     *
     * @param source makes it for the thread that has called the method
     * @param inContext makes it for a subscription whose context holds a user, or what belongs to threads; this thread has that then
     */
    public static Object of(
            Supplier<? extends CompletableFuture<? extends @Nullable Object>> source,
            Supplier<? extends CompletableFuture<? extends @Nullable Object>> inContext) {
        return Mono.deferContextual(context -> ReactorUsers.withUser(user -> {
            Supplier<CompletableFuture<? extends @Nullable Object>> forThread = ReactorContexts.isForThreads(context)
                    ? () -> ReactorContexts.within(context, inContext)
                    : user.isPresent() ? inContext::get : source::get;
            return Mono.fromFuture(user.isPresent() ? user.get().call(forThread) : forThread.get());
        }));
    }
}
