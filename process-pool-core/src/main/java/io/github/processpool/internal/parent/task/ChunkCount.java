package io.github.processpool.internal.parent.task;

/**
 * How many elements a task has, and how many of them had begun when its worker was lost or its time was up. A task that is no
 * chunk counts as one. It asks nobody: others cut it and note how far it came.
 *
 * <p><b>Thread safety:</b> cut and counted under the pool's lock or by the worker's thread; any thread may look.
 */
public final class ChunkCount {

    private static final int NOT_KNOWN = -1;

    /** That of every task that is no chunk: there is nothing to count. */
    static final ChunkCount ONE = new ChunkCount(false, 1);

    private final boolean chunk;
    /** How many tasks it counts as; fewer after a cut. Volatile for the worker's thread. */
    private volatile int elements;
    /** How many elements had begun when its worker was lost or its time was up. Volatile for the map. */
    private volatile int begun = NOT_KNOWN;
    /** The most that had begun in an attempt before this one. Volatile for the map. */
    private volatile int begunBefore;

    private ChunkCount(boolean chunk, int elements) {
        this.chunk = chunk;
        this.elements = elements;
    }

    static ChunkCount of(boolean chunk, int elements) {
        return chunk ? new ChunkCount(true, elements) : ONE;
    }

    /** Returns whether it has elements, be it one. */
    public boolean isChunk() {
        return chunk;
    }

    /** Returns how many tasks it counts as. */
    public int elements() {
        return elements;
    }

    void cut(int left) {
        if (chunk) {
            elements = left;
        }
    }

    /** It came so far before it was lost, as its worker's page says, which is no farther than to its end. */
    public void noteBegun(int count) {
        if (chunk) {
            begun = Math.min(count, elements);
        }
    }

    /** The count of the lost attempt is not forgotten, but does not say how far the next one came. */
    public void beginNextAttempt() {
        if (chunk) {
            begunBefore = Math.max(begunBefore, begun);
            begun = NOT_KNOWN;
        }
    }

    /** Returns how many elements have begun in an attempt, be it the last; -1: not known. */
    public int begun() {
        int last = begun;
        return last < 0 ? NOT_KNOWN : Math.max(last, begunBefore);
    }
}
