package io.github.processpool.internal.parent.process;

/** A worker as messages name it: one of this pool, or one of another member of a cluster. <b>Thread safety:</b> any thread. */
public interface NamedWorker {

    /** Returns words for messages: "worker 1 (pid 4711)". */
    String describe();

    /** Returns the number of its process; 0 or less: it is not known. */
    long pid();
}
