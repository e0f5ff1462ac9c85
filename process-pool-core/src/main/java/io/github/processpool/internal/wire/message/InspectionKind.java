package io.github.processpool.internal.wire.message;

/** A question about a worker's process. */
public enum InspectionKind {
    /** The stacks of its threads. */
    THREADS,
    /** Its live objects, into a file. */
    HEAP;

    /** All of them, for reading. */
    public static final InspectionKind[] VALUES = values();
}
