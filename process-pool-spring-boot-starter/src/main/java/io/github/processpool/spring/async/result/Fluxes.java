package io.github.processpool.spring.async.result;

import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Makes publishers of many elements. Loaded where Reactor is. Stateless. */
public final class Fluxes {

    private Fluxes() {}

    /**
     * Begins something at each subscription.
     *
     * @param source begins it for the thread that has called the method
     * @param inContext begins it for a subscription whose context holds a user, or what belongs to threads; this thread has that then
     */
    public static Object of(Consumer<FluxSink<Object>> source, Consumer<FluxSink<Object>> inContext) {
        return Flux.deferContextual(context -> ReactorUsers.withUserOfMany(user -> Flux.<Object>create(sink -> {
            Runnable forThread = ReactorContexts.isForThreads(context)
                    ? () -> ReactorContexts.within(context, () -> begin(inContext, sink))
                    : () -> begin(user.isPresent() ? inContext : source, sink);
            if (user.isPresent()) {
                user.get().call(() -> begin(ignored -> forThread.run(), sink));
            } else {
                forThread.run();
            }
        })));
    }

    /** Returns the sink, because what is put around it wants a result. */
    private static FluxSink<Object> begin(Consumer<FluxSink<Object>> source, FluxSink<Object> sink) {
        source.accept(sink);
        return sink;
    }
}
