package io.github.processpool.spring.async.elements;

import io.github.processpool.spring.async.result.ReactorUsers;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;

/**
 * Where the elements of a call go: made by {@link OpenStreams}, travels with the call, and sends in the worker. Immutable.
 *
 * @param sink a proxy that the pool has shared
 * @param stream which of the streams of the sink it is
 */
public record ElementAddress(ElementSink sink, long stream) implements Serializable {

    /**
     * Sends all elements of what a method returned, and waits for the end.
     *
     * @param flux null: there are none
     * @return null, which is the task's result
     * @throws Exception that the flux ends with; or at the interrupt of the task
     */
    public @Nullable Object send(@Nullable Object flux) throws Exception {
        if (flux != null) {
            Assert.state(flux instanceof Flux<?>, "The method of the worker's bean returns no Flux");
            SentElements.send(ReactorUsers.ofThread((Flux<?>) flux), this);
        }
        return null;
    }
}
