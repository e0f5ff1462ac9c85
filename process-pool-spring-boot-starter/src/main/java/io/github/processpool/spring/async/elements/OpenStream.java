package io.github.processpool.spring.async.elements;

import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Operators;

/**
 * The subscription to the elements of one task: takes them from the worker, hands them to the subscriber, and holds up the worker
 * while the subscriber has not asked for all of them.
 *
 * <p><b>Thread safety:</b> a thread of the pool brings elements; any thread asks and ends. Nothing is called under the lock.
 */
final class OpenStream {

    private final FluxSink<Object> subscriber;

    // -- Guarded by this --
    private long requested;
    private long handedOn;
    private boolean ended;

    OpenStream(FluxSink<Object> subscriber) {
        this.subscriber = subscriber;
    }

    /**
     * Hands elements on. Those that the subscriber has not asked for yet are kept for it, whatever becomes of the worker.
     *
     * @return whether more are wanted; after a wait, which a request ends, or {@link #end}, or the end of the worker
     */
    boolean accept(Object[] elements) throws InterruptedException {
        for (Object element : elements) {
            subscriber.next(element);
        }
        return awaitRequest(elements.length);
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
}
