package io.github.processpool.spring.async.elements;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Operators;

/**
 * The subscription to the elements of one task: takes them from the worker, hands them to the subscriber, and holds up the worker
 * while the subscriber has not asked for all of them.
 *
 * <p>The thread of the pool that brings elements is interrupted when the task is stopped, or when its worker dies. The subscriber is not:
 * it may have all that it wanted, and go on with that. So it has a {@linkplain SubscriberThreads thread} of its own.
 *
 * <p><b>Thread safety:</b> a thread of the pool brings elements; any thread asks and ends. Nothing is called under the lock.
 */
final class OpenStream {

    private final FluxSink<Object> subscriber;

    // -- Guarded by this --
    private long requested;
    private long handedOn;
    private boolean ended;
    /** Is complete when the subscriber has all elements that have come. */
    private CompletableFuture<?> handing = CompletableFuture.completedFuture(null);

    OpenStream(FluxSink<Object> subscriber) {
        this.subscriber = subscriber;
    }

    /**
     * Hands elements on. Those that the subscriber has not asked for yet are kept for it, whatever becomes of the worker.
     *
     * @return whether more are wanted; after a wait, which a request ends, or {@link #end}, or the end of the worker
     * @throws InterruptedException at an interrupt of this thread; the subscriber gets the elements all the same
     */
    boolean accept(Object[] elements) throws InterruptedException {
        try {
            handOn(elements).get();
        } catch (ExecutionException e) {
            ReflectionUtils.rethrowRuntimeException(e.getCause()); // Reactor throws what is fatal, and nothing else.
        }
        return awaitRequest(elements.length);
    }

    /** After those that came before. */
    private synchronized CompletableFuture<?> handOn(Object[] elements) {
        CompletableFuture<?> handed = handing.handleAsync(
                (nothing, failure) -> {
                    for (Object element : elements) {
                        subscriber.next(element);
                    }
                    return null;
                },
                SubscriberThreads::start);
        handing = handed;
        return handed;
    }

    private synchronized boolean awaitRequest(int more) throws InterruptedException {
        handedOn += more;
        while (handedOn > requested && !ended) {
            wait();
        }
        return !ended;
    }

    synchronized void request(long more) {
        requested = Operators.addCap(requested, more);
        notifyAll();
    }

    /** The task has ended, or the subscriber has left. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Tells the subscriber that the task has ended, when it has all elements that have come.
     *
     * @param reason null: there was no failure
     */
    void tellEnd(@Nullable Throwable reason) {
        lastHanding().whenComplete((nothing, failure) -> {
            if (reason == null) {
                subscriber.complete();
            } else {
                subscriber.error(reason);
            }
        });
    }

    private synchronized CompletableFuture<?> lastHanding() {
        return handing;
    }
}
