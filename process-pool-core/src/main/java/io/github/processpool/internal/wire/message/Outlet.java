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

    /** Sends what was put into it; returns whether there is room for more. Whatever it throws, nothing is sent twice. */
    boolean send() throws IOException;

    /** From now on the receiving thread is to be woken when there is room again, or not any more. */
    void expectRoom(boolean expected);
}
