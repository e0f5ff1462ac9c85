package io.github.processpool.sample.document;

/** What became of a document, as far as a program needs to tell; the words for people are in {@link Verdict}. */
public enum Outcome {
    /** Every page was rendered. */
    RENDERED,
    /** The worker's heap was exhausted. */
    HEAP_EXHAUSTED,
    /** It took longer than a document may take. */
    TIMED_OUT,
    /** The worker process died. */
    WORKER_CRASHED,
    /** The other instance that rendered it was killed, hung, or could not be reached. */
    MEMBER_LOST,
    /** The file can't be read as a PDF. */
    DAMAGED,
    /** Someone cancelled it, or the application is ending. */
    CANCELLED,
    /** No worker could be had. */
    NO_WORKER,
    /** Anything else. */
    FAILED
}
