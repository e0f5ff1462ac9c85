package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Reads the bytes of a channel from its socket.
 *
 * <p><b>Thread safety:</b> belongs to the receiving thread.
 */
final class SocketInlet implements Inlet {

    private static final int BUFFER_SIZE = 128 * 1024;

    private final SocketChannel socket;
    private final ByteBuffer received = ByteBuffer.allocateDirect(BUFFER_SIZE);

    SocketInlet(SocketChannel socket) {
        this.socket = socket;
    }

    /** A dead peer is an end like any other. */
    @Override
    public int fill() {
        received.clear();
        try {
            return socket.read(received);
        } catch (IOException e) {
            return -1;
        } finally {
            received.flip();
        }
    }

    @Override
    public ByteBuffer bytes() {
        return received;
    }

    @Override
    public void taken() {
        // All of them are, each time.
    }

    @Override
    public boolean mayBlock() {
        return true; // The socket wakes whoever waits for it.
    }

    @Override
    public void woken() {
        // Nothing was said.
    }
}
