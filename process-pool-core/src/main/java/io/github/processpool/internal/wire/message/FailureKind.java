package io.github.processpool.internal.wire.message;

/** Where a task, or an element of a chunk, failed. */
public enum FailureKind {
    /** In its own code. */
    THREW,
    /** It could not be deserialized in the worker. */
    UNREADABLE,
    /** Its result could not be serialized. */
    UNWRITABLE_RESULT,
    /** Its result is larger than the limit. */
    RESULT_TOO_LARGE;

    public static final FailureKind[] VALUES = values();
}
