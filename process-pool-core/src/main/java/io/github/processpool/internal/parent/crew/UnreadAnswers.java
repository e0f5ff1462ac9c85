package io.github.processpool.internal.parent.crew;

/**
 * How much of what one worker has answered is still to be read in the parent, which takes memory here: a worker whose answers come
 * sooner than they are read takes no task until some have been. One answer, however long, holds up nothing. The other members of a
 * cluster count as one worker.
 *
 * <p>It keeps no answer.
 *
 * <p><b>Thread safety:</b> any thread; guarded by this object's lock.
 */
public final class UnreadAnswers {

    /** How long several answers may be together, in bytes. */
    static final long ROOM = 1 << 20;

    private int count;
    private long bytes;

    /** Nothing is to be read. */
    public UnreadAnswers() {}

    /** An answer has come. */
    public synchronized void add(int length) {
        count++;
        bytes += length;
    }

    /** An answer need not be kept any more; says whether the worker was held up, and is not any more. */
    public synchronized boolean remove(int length) {
        boolean before = isHoldingUp();
        count = Math.max(0, count - 1);
        bytes = count == 0 ? 0 : bytes - length;
        return before && !isHoldingUp();
    }

    /** There is none: of those that count, nobody has told that they need not be kept any more. */
    public synchronized void clear() {
        count = 0;
        bytes = 0;
    }

    /** Returns whether there is so much that the worker should not be given anything more to answer. */
    public synchronized boolean isHoldingUp() {
        return count > 1 && bytes > ROOM;
    }
}
