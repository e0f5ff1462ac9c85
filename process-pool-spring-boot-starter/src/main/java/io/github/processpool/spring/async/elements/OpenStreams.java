package io.github.processpool.spring.async.elements;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import reactor.core.publisher.FluxSink;

/**
 * The streams of elements that tasks send to this process: gives each subscriber a task, and each task a number by which its worker
 * sends. A stream is here until its task has ended, or its subscriber has left, which ends the task.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class OpenStreams implements ElementSink {

    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<Long, OpenStream> streams = new ConcurrentHashMap<>();

    /**
     * Has a task submitted whose elements go to a subscriber.
     *
     * @param submission gets the number of the stream; what it throws goes to the subscriber
     */
    public void open(FluxSink<Object> subscriber, LongFunction<? extends CompletableFuture<?>> submission) {
        long number = lastNumber.incrementAndGet();
        OpenStream stream = new OpenStream(subscriber);
        streams.put(number, stream);
        CompletableFuture<?> task;
        try {
            // Before there are elements: afterwards the request would be told without those that it was for.
            subscriber.onRequest(stream::request);
            task = submission.apply(number);
        } catch (Throwable e) {
            close(number);
            subscriber.error(e);
            return;
        }
        subscriber.onDispose(() -> {
            close(number);
            task.cancel(true); // Does nothing to one that has ended.
        });
        task.whenComplete((nothing, failure) -> {
            close(number);
            if (failure == null) {
                subscriber.complete();
            } else {
                subscriber.error(failure);
            }
        });
    }

    private void close(long number) {
        OpenStream stream = streams.remove(number);
        if (stream != null) {
            stream.end();
        }
    }

    @Override
    public boolean accept(long number, Object[] elements) throws InterruptedException {
        OpenStream stream = streams.get(number);
        return stream != null && stream.accept(elements);
    }
}
