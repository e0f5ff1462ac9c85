package io.github.processpool.spring.async.elements;

import io.github.processpool.spring.async.result.Fluxes;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import reactor.core.publisher.FluxSink;

/**
 * The streams of elements that tasks send to this process: gives each subscriber a task, and each task a number by which its worker
 * sends. A stream is here until its task has ended, or its subscriber has left, which ends the task.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class OpenStreams implements ElementSink {

    private static final OpenStreams OF_THIS_PROCESS = new OpenStreams();

    /** No worker can guess the number of a stream that is not its own. */
    private final SecureRandom numbers = new SecureRandom();

    private final Map<Long, OpenStream> streams = new ConcurrentHashMap<>();

    private OpenStreams() {}

    /** Those of all pools. */
    public static OpenStreams ofThisProcess() {
        return OF_THIS_PROCESS;
    }

    /**
     * Makes a {@code Flux} of tasks, one for each subscription.
     *
     * @param source submits one for the thread that has called the method; gets the number of the stream
     * @param inContext submits one for a subscription whose context holds a user, or what belongs to threads
     */
    public static Object flux(
            LongFunction<? extends CompletableFuture<?>> source,
            LongFunction<? extends CompletableFuture<?>> inContext) {
        return Fluxes.of(sink -> OF_THIS_PROCESS.open(sink, source), sink -> OF_THIS_PROCESS.open(sink, inContext));
    }

    /**
     * Has a task submitted whose elements go to a subscriber.
     *
     * @param submission gets the number of the stream; what it throws goes to the subscriber
     */
    void open(FluxSink<Object> subscriber, LongFunction<? extends CompletableFuture<?>> submission) {
        long number = numbers.nextLong();
        OpenStream stream = new OpenStream(subscriber);
        streams.put(number, stream);
        CompletableFuture<?> task = null;
        try {
            // Before there are elements: afterwards the request would be told without those that it was for.
            subscriber.onRequest(stream::request);
            if (subscriber.isCancelled()) {
                close(number);
                return;
            }
            task = submission.apply(number);
            bind(subscriber, stream, number, task);
        } catch (Throwable e) { // The heap may be full.
            close(number);
            if (task != null) {
                task.cancel(true);
            }
            subscriber.error(e);
        }
    }

    /** Each ends the other. */
    private void bind(FluxSink<Object> subscriber, OpenStream stream, long number, CompletableFuture<?> task) {
        subscriber.onDispose(() -> {
            close(number);
            task.cancel(true); // Does nothing to one that has ended.
        });
        task.whenComplete((nothing, failure) -> {
            close(number);
            stream.tellEnd(failure);
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

    @Override
    public boolean acceptOne(long number, Object element) throws InterruptedException {
        return accept(number, new Object[] {element});
    }
}
