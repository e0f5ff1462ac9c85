package io.github.processpool.internal.parent.task;

/**
 * The {@link Readings}' claim to a {@link PendingTask}, kept by the task: it gives the reading of its answer up when it gets another
 * outcome, and the mender of tasks asks whether anybody still has that reading.
 *
 * <p><b>Thread safety:</b> any thread, without a lock of a reading.
 */
interface ReadingClaim {

    /** The future has ended otherwise; may be called twice. */
    void giveUp();

    /** Returns whether the reading waits or is under way. */
    boolean isHeld();
}
