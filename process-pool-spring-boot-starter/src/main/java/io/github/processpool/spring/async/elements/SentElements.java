package io.github.processpool.spring.async.elements;

import io.github.processpool.PayloadTooLargeException;
import io.github.processpool.SharedCallRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.util.ReflectionUtils;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/**
 * Subscribes, in the worker, to what a method returned: takes elements from any thread, and sends them to the {@link ElementSink} on the
 * thread of the task, several at once if they come faster than they can be sent. An element that comes on the task's own thread is
 * sent before the next one is made. So many at most are made ahead of what the parent was asked for.
 *
 * <p><b>Thread safety:</b> signals come on any thread, one after the other; all else belongs to the task's thread.
 */
final class SentElements extends BaseSubscriber<Object> {

    /** How many elements are made ahead of those that have been sent and asked for; so many are sent at once, too. */
    static final int AHEAD = 32;

    /** The last signal. */
    private record End(@Nullable Throwable failure) {}

    private final ElementAddress address;
    private final Thread task = Thread.currentThread();
    /** Not more than were asked for, and the end. */
    private final LinkedBlockingQueue<Object> signals = new LinkedBlockingQueue<>();

    private SentElements(ElementAddress address) {
        this.address = address;
    }

    /**
     * Sends all of them.
     *
     * @throws Exception that the flux ends with, or of the sending
     */
    static void send(Flux<?> flux, ElementAddress address) throws Exception {
        SentElements sent = new SentElements(address);
        try {
            flux.subscribe(sent);
            sent.sendAll();
        } finally {
            sent.cancel(); // Does nothing to one that has ended.
        }
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(AHEAD);
    }

    @Override
    protected void hookOnNext(Object element) {
        signals.add(element);
        if (Thread.currentThread() == task) {
            try {
                sendWhatIsThere();
            } catch (Exception e) {
                cancel();
                signals.add(new End(e));
            }
        }
    }

    @Override
    protected void hookOnComplete() {
        signals.add(new End(null));
    }

    @Override
    protected void hookOnError(Throwable failure) {
        signals.add(new End(failure));
    }

    private void sendAll() throws Exception {
        for (Object next = signals.take(); !isEnd(next); next = signals.take()) {
            send(batch(next));
        }
    }

    private void sendWhatIsThere() throws Exception {
        // The end may be there, and an element all the same, which a publisher may send after it was cancelled.
        while (signals.peek() != null && !(signals.peek() instanceof End)) {
            send(batch(signals.remove()));
        }
    }

    /** An element and what came after it; the end stays where it is. */
    private List<Object> batch(Object first) {
        List<Object> elements = new ArrayList<>();
        elements.add(first);
        for (Object next = signals.peek();
                next != null && !(next instanceof End) && elements.size() < AHEAD;
                next = signals.peek()) {
            elements.add(next);
            signals.remove();
        }
        return elements;
    }

    private void send(List<Object> elements) throws Exception {
        try {
            sendTogether(elements);
        } catch (SharedCallRefusedException
                | PayloadTooLargeException e) { // None of them has left: they may be too large together.
            if (elements.size() == 1) {
                throw e;
            }
            for (Object element : elements) {
                sendTogether(List.of(element));
            }
        }
    }

    private void sendTogether(List<Object> elements) throws Exception {
        ElementSink sink = address.sink();
        boolean wanted = elements.size() == 1
                ? sink.acceptOne(address.stream(), elements.get(0))
                : sink.accept(address.stream(), elements.toArray());
        if (!wanted) {
            throw new CancellationException("Nobody wants more elements");
        }
        request(elements.size());
    }

    private static boolean isEnd(Object signal) throws Exception {
        if (!(signal instanceof End end)) {
            return false;
        }
        Throwable failure = end.failure();
        if (failure != null) {
            ReflectionUtils.rethrowException(Exceptions.unwrap(failure));
        }
        return true;
    }
}
