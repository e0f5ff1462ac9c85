package io.github.processpool;

/** When {@link ProcessFutures#await} returns, time permitting; the same three as in Python's {@code concurrent.futures.wait}. */
public enum ReturnWhen {
    /** As soon as any future is done, whatever became of it. */
    FIRST_COMPLETED,
    /**
     * As soon as any future has failed; otherwise when all are done. A cancelled future is done, but has not failed, as in
     * Python.
     */
    FIRST_EXCEPTION,
    /** When all futures are done. */
    ALL_COMPLETED
}
