package io.github.processpool.internal.parent.map;

import io.github.processpool.MapResult;
import java.util.Spliterator;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The source of a map's stream: begins a {@link MapRun} when the consumer asks for the first time, and gives it one element
 * after the other from the {@link MapElements}. Never splits. How many inputs a collection has is an estimate: a stream that is
 * said to be sized need not run anything to be counted.
 *
 * <p><b>Thread safety:</b> one consumer at a time; any thread may close.
 */
public final class MapSpliterator<T extends @Nullable Object> implements Spliterator<T> {

    private final Supplier<MapRun> begin;
    private final Iterable<?> inputs;
    private final boolean ordered;

    /** Volatile for any thread that closes. */
    private volatile @Nullable MapRun run;

    private volatile boolean closed;
    private @Nullable MapElements current;
    private boolean ended;

    private MapSpliterator(Supplier<MapRun> begin, Iterable<?> inputs, boolean ordered) {
        this.begin = begin;
        this.inputs = inputs;
        this.ordered = ordered;
    }

    /** A stream of values for these inputs, or of {@link MapResult}s if it is not ordered. */
    public static <T extends @Nullable Object> Stream<T> stream(
            Supplier<MapRun> begin, Iterable<?> inputs, boolean ordered) {
        MapSpliterator<T> source = new MapSpliterator<>(begin, inputs, ordered);
        return StreamSupport.stream(source, false).onClose(source::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        MapElements elements = elements();
        if (elements == null) {
            return false;
        }
        try {
            deliver(elements, action);
        } catch (Error e) { // There is no going on behind that.
            ended = true;
            close();
            throw e;
        }
        return true;
    }

    /** Nobody can go on behind a failure here, so what is left is cancelled. */
    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        try {
            for (MapElements elements = elements(); elements != null; elements = elements()) {
                while (elements.hasNext()) {
                    deliver(elements, action);
                }
            }
        } catch (Throwable e) {
            ended = true;
            close();
            throw e;
        }
    }

    private void deliver(MapElements elements, Consumer<? super T> action) {
        Throwable failure = elements.currentFailure();
        Object value = failure == null ? elements.currentValue() : null;
        Object input = ordered ? null : elements.currentInput();
        elements.advance();
        MapRun running = run;
        if (running != null) {
            running.received(failure != null);
        }
        if (!ordered) {
            value = failure == null ? MapResult.success(input, value) : MapResult.failure(input, failure);
        } else if (failure != null) {
            throw new CompletionException(failure);
        }
        action.accept(asResult(value));
    }

    /** It is the task's result, which the compiler saw to be a T. */
    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T extends @Nullable Object> T asResult(@Nullable Object value) {
        return (T) value;
    }

    private @Nullable MapElements elements() {
        MapElements elements = current;
        if (elements != null && elements.hasNext()) {
            return elements;
        }
        if (ended) {
            return null;
        }
        try {
            do {
                elements = running().next();
            } while (elements != null && !elements.hasNext());
        } catch (InterruptedException e) {
            ended = true;
            close();
            Thread.currentThread().interrupt();
            throw MapEnding.cancelled("Interrupted while waiting for a result; what had not begun was cancelled", e);
        } catch (Throwable e) {
            ended = true;
            close();
            throw MapSpliterator.<RuntimeException>unchecked(e);
        }
        current = elements;
        if (elements == null) {
            ended = true;
            running().ended();
        }
        return elements;
    }

    private MapRun running() {
        MapRun running = run;
        if (running == null) {
            running = begin.get();
            run = running;
            if (closed) {
                running.close();
            }
        }
        return running;
    }

    /** Exceptions of the caller's own iterator reach the caller as they are. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable problem) throws E {
        throw (E) problem;
    }

    private void close() {
        closed = true;
        MapRun running = run;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        MapRun running = run;
        long left = running == null ? MapSource.size(inputs) : running.left();
        return left < 0 ? Long.MAX_VALUE : left;
    }

    @Override
    public int characteristics() {
        return ordered ? ORDERED : 0;
    }
}
