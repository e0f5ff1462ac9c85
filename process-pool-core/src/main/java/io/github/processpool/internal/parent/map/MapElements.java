package io.github.processpool.internal.parent.map;

import io.github.processpool.internal.parent.task.ChunkOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The ends of neighbouring elements of a map, from their {@link MapBatch}: the {@link MapSpliterator} takes one after the other.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
final class MapElements {

    private final @Nullable Object @Nullable [] inputs;
    /** Where the input of the first is. */
    private final int from;

    private final int count;
    /** Why none of them has a value. */
    private final @Nullable Throwable failure;
    /** The value of the only one, or the {@link ChunkOutcome} of all. */
    private final @Nullable Object value;

    private int next;

    private MapElements(
            @Nullable Object @Nullable [] inputs,
            int from,
            int count,
            @Nullable Throwable failure,
            @Nullable Object value) {
        this.inputs = inputs;
        this.from = from;
        this.count = count;
        this.failure = failure;
        this.value = value;
    }

    /** Elements that have failed together. */
    static MapElements failed(@Nullable Object @Nullable [] inputs, int from, int count, Throwable failure) {
        return new MapElements(inputs, from, count, failure, null);
    }

    /** Elements of a chunk. */
    static MapElements ended(@Nullable Object @Nullable [] inputs, int from, ChunkOutcome ends) {
        return new MapElements(inputs, from, ends.values().length, null, ends);
    }

    /** An element that was no chunk. */
    static MapElements returned(@Nullable Object @Nullable [] inputs, int from, @Nullable Object value) {
        return new MapElements(inputs, from, 1, null, value);
    }

    int count() {
        return count;
    }

    boolean hasNext() {
        return next < count;
    }

    void advance() {
        next++;
    }

    /** Why the element before which it stands has no value; null if it has one. */
    @Nullable
    Throwable currentFailure() {
        Throwable all = failure;
        if (all != null) {
            return next == 0 ? all : FailureCopy.of(all);
        }
        return value instanceof ChunkOutcome ends && !ends.failures().isEmpty()
                ? ends.failures().get(next)
                : null;
    }

    @Nullable
    Object currentValue() {
        return value instanceof ChunkOutcome ends ? ends.values()[next] : value;
    }

    @Nullable
    Object currentInput() {
        return inputs == null ? null : inputs[from + next];
    }
}
