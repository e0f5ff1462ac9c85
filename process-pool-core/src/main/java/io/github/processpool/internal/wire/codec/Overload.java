package io.github.processpool.internal.wire.codec;

/**
 * The method that a task was handed to, which alone decides how its function is called: an object can be callable, runnable and a
 * function at once.
 */
public enum Overload {
    /** {@code run}, which returns nothing. */
    RUNNABLE(-1),
    /** {@code call}. */
    CALLABLE(0),
    /** {@code apply} with one argument. */
    FUNCTION(1),
    /** {@code apply} with two arguments. */
    BI_FUNCTION(2);

    private final int arity;

    Overload(int arity) {
        this.arity = arity;
    }

    /**
     * Returns the function type of the elements of a map.
     *
     * @param arity one or two
     * @return takes as many arguments
     */
    public static Overload ofArity(int arity) {
        return arity == 1 ? FUNCTION : BI_FUNCTION;
    }

    /** The number that stands for it in a message; for a function that of its arguments. */
    int arity() {
        return arity;
    }
}
