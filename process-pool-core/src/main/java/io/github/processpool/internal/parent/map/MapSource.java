package io.github.processpool.internal.parent.map;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one map, taken from the caller's iterator on the consumer's thread. For a function of two arguments each input is
 * a pair.
 *
 * <p><b>Thread safety:</b> used by the map's consumer only.
 */
public final class MapSource {

    private final Iterator<?> inputs;
    private final boolean pairs;
    /** How many there are if the collection does not change; negative: not known. */
    private final long size;

    private long taken;

    /** Asks the iterable for its iterator; the function takes so many arguments. */
    public MapSource(Iterable<?> inputs, int arity) {
        this.size = size(inputs);
        this.inputs = Objects.requireNonNull(inputs.iterator(), "the iterator of the inputs");
        this.pairs = arity == 2;
    }

    /** How many inputs there are; negative: not known. */
    static long size(Iterable<?> inputs) {
        return inputs instanceof Collection<?> collection ? collection.size() : -1;
    }

    /** How many there are; negative: not known. */
    long size() {
        return size;
    }

    /** How many are still to be taken; negative: not known. */
    long remaining() {
        return size < 0 ? -1 : Math.max(0, size - taken);
    }

    /** Adds the next inputs; returns false if there are no more. An exception of the iterator comes after what it gave before. */
    boolean take(int most, List<@Nullable Object> target) {
        for (int i = 0; i < most; i++) {
            if (!inputs.hasNext()) {
                return false;
            }
            Object input = inputs.next();
            if (pairs && !(input instanceof Map.Entry<?, ?>)) {
                throw new NullPointerException("starmap needs a pair for each call, but the iterable gave null");
            }
            target.add(input);
            taken++;
        }
        return true;
    }
}
