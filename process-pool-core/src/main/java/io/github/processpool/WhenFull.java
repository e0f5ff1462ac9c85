package io.github.processpool;

/** The choices of {@code submit} when the queue is full. */
public enum WhenFull {
    /** It throws {@link QueueFullException} at once. */
    REJECT,
    /**
     * It waits until there is room, behind those that came before; an interrupt, or the end of the pool, ends the wait with an
     * exception.
     */
    BLOCK
}
