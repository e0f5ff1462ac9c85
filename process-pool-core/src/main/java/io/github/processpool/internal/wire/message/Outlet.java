package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of an {@link Outbox} leave this process: a socket, or memory that the other process shares.
 *
 * <p><b>Thread safety:</b> belongs to the thread that holds the write lock.
 */
interface Outlet {

    /** Returns a buffer to put bytes into, which may have no room. */
    ByteBuffer room() throws IOException;

    /** Returns whether nothing was put into it that has not left. */
    boolean isEmpty();

    /**
     * Sends what was put into it; returns whether there is room for more. Whatever it throws, nothing is sent twice.
     *
     * @param patient whether the thread has nothing better to do for a moment than to wait for room
     */
    boolean send(boolean patient) throws IOException;

    /** Returns how many bytes have left. */
    long sentBytes();

    /** From now on the receiving thread is to be woken when there is room again, or not any more; returns whether there is some. */
    boolean expectRoom(boolean expected) throws IOException;

    /** From time to time: wakes the other side if it may sleep although it has something to do, as an error may bring about. */
    void remind();
}
