package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A chunk that was received: a function and, element by element, its inputs, which are read one after the other as they are
 * needed. Used by the worker's runner only.
 */
public final class ChunkCall {

    private final ElementFunction function;
    private final ValueSource inputs;
    private final @Nullable Object[] arguments;
    private final int count;
    private final boolean limited;

    /** A function of as many arguments as it is given. */
    @FunctionalInterface
    public interface ElementFunction {

        /**
         * Applies the function.
         *
         * @param arguments as many as it takes
         * @return its result
         * @throws Throwable its exception
         */
        @Nullable
        Object apply(@Nullable Object[] arguments) throws Throwable;
    }

    ChunkCall(ElementFunction function, int arity, ValueSource inputs, int count, boolean limited) {
        this.function = function;
        this.inputs = inputs;
        this.arguments = new @Nullable Object[arity];
        this.count = count;
        this.limited = limited;
    }

    /**
     * Puts something else in the place of the function.
     *
     * @param other to be called for each element
     * @return a call with the same elements, in place of this one
     */
    public ChunkCall calling(ElementFunction other) {
        return new ChunkCall(other, arguments.length, inputs, count, limited);
    }

    /**
     * Returns how many elements there are.
     *
     * @return at least one
     */
    public int count() {
        return count;
    }

    /**
     * Returns whether the chunk is to end early when it takes longer than a short time.
     *
     * @return true if so
     */
    public boolean isLimited() {
        return limited;
    }

    /**
     * Reads the inputs of the next element.
     *
     * @throws IOException if they can't be read; those of the element behind it are the next
     * @throws ClassNotFoundException if they are of an unknown class
     */
    public void readNext() throws IOException, ClassNotFoundException {
        int read = 0;
        try {
            while (read < arguments.length) {
                arguments[read++] = inputs.next();
            }
        } finally {
            inputs.skip(arguments.length - read);
        }
    }

    /**
     * Applies the function to the inputs that were read last.
     *
     * @return its result
     * @throws Throwable its exception
     */
    public @Nullable Object call() throws Throwable {
        return function.apply(arguments);
    }
}
