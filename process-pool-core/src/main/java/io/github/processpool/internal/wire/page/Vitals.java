package io.github.processpool.internal.wire.page;

/**
 * The worker's condition on the {@link Scoreboard}: the worker writes when it was last alive and what its heap is like, the parent
 * reads it and says whether it wants to hear of beginnings. It draws no conclusions.
 *
 * <p><b>Thread safety:</b> any thread of either process reads; each figure is written by one thread at a time.
 */
public final class Vitals {

    private static final int HEARTBEAT = 8;
    private static final int HEAP = 16;
    private static final int ANNOUNCE = 24;
    private static final int COMMITTED = 32;
    private static final int NEEDED = 40;
    private static final int LIVE = 48;
    private static final int COLLECTIONS = 56;

    private final SharedPage page;
    private final HeapMark mark;

    Vitals(SharedPage page, HeapMark mark) {
        this.page = page;
        this.mark = mark;
    }

    /**
     * Worker: shows that it lives.
     *
     * @param nowNanos its clock
     * @param heapBytes its used heap; -1 if the heap is not its own
     * @param committedBytes the memory that its heap has from the operating system
     */
    public void beat(long nowNanos, long heapBytes, long committedBytes) {
        page.set(HEAP, heapBytes);
        page.set(COMMITTED, committedBytes);
        page.set(HEARTBEAT, nowNanos);
    }

    /**
     * Returns when the worker last showed that it lives.
     *
     * @return its clock; 0 before the first time
     */
    public long heartbeatNanos() {
        return page.get(HEARTBEAT);
    }

    /**
     * Returns the heap that the worker used at its last heartbeat.
     *
     * @return bytes; -1 before the first time, or if the heap is not its own
     */
    public long heapBytes() {
        return page.get(HEARTBEAT) == 0 ? -1 : Math.max(-1, page.get(HEAP));
    }

    /**
     * Returns the heap that the worker had from the operating system at its last heartbeat.
     *
     * @return bytes; 0 before the first time
     */
    public long committedBytes() {
        return Math.max(0, page.get(COMMITTED));
    }

    /**
     * Worker: tells what a collection has left.
     *
     * @param liveBytes its heap
     * @param neededBytes its memory, the heap counted with what is live
     */
    public void collected(long liveBytes, long neededBytes) {
        page.set(LIVE, liveBytes);
        page.set(NEEDED, neededBytes);
        page.set(COLLECTIONS, page.get(COLLECTIONS) + 1);
    }

    /**
     * Returns how many collections the worker has made because the parent asked.
     *
     * @return 0 or more; the two figures below are those of the last one
     */
    public long collections() {
        return page.get(COLLECTIONS);
    }

    /**
     * Returns the memory that the worker needed after the last collection.
     *
     * @return bytes
     */
    public long neededBytes() {
        return Math.max(0, page.get(NEEDED));
    }

    /**
     * Returns the live heap after the last collection.
     *
     * @return bytes
     */
    public long liveBytes() {
        return Math.max(0, page.get(LIVE));
    }

    /**
     * Returns whether the JVM has run its OnOutOfMemoryError command.
     *
     * @return true if so
     */
    public boolean isHeapExhausted() {
        return mark.isSet();
    }

    /**
     * Parent: asks for a Began message for every task that begins after this call, or no longer.
     *
     * @param wanted whether somebody waits for one
     */
    public void announceBeginnings(boolean wanted) {
        page.set(ANNOUNCE, wanted ? 1 : 0);
    }

    /**
     * Worker: looks whether it is to announce beginnings.
     *
     * @return true if so
     */
    public boolean isToAnnounceBeginnings() {
        return page.get(ANNOUNCE) != 0;
    }
}
