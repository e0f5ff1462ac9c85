package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the bytes of a {@link MessageChannel} come from: a socket, or memory that the other process shares.
 *
 * <p><b>Thread safety:</b> belongs to the receiving thread.
 */
interface Inlet {

    /** Returns how many bytes have come, 0 if none, -1 at the end. */
    int fill() throws IOException;

    /** Returns the bytes that have come. */
    ByteBuffer bytes();

    /** Those before the position of the buffer were taken. */
    void taken() throws IOException;

    /** The receiving thread is about to wait for the socket; returns false if it should not: something has come after all. */
    boolean mayBlock() throws IOException;

    /** It has waited, or was told not to. */
    void woken() throws IOException;
}
