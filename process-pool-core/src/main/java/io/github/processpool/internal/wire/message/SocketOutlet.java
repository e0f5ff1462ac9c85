package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.WritableByteChannel;

/**
 * Sends the bytes of an {@link Outbox} through a socket.
 *
 * <p><b>Thread safety:</b> belongs to the thread that holds the write lock.
 */
final class SocketOutlet implements Outlet {

    private static final int BUFFER_SIZE = 128 * 1024;

    private final WritableByteChannel socket;
    /** Of the socket, for reading; it is for writing, too, while there is no room. */
    private final SelectionKey key;

    private final ByteBuffer staged = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private long sentBytes;

    SocketOutlet(WritableByteChannel socket, SelectionKey key) {
        this.socket = socket;
        this.key = key;
    }

    @Override
    public ByteBuffer room() {
        return staged;
    }

    @Override
    public boolean isEmpty() {
        return staged.position() == 0;
    }

    @Override
    public boolean send(boolean patient) throws IOException {
        staged.flip();
        try {
            sentBytes += socket.write(staged);
            return !staged.hasRemaining();
        } finally {
            staged.compact();
        }
    }

    @Override
    public long sentBytes() {
        return sentBytes;
    }

    @Override
    public boolean expectRoom(boolean expected) {
        int operations = expected ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        if (key.interestOps() != operations) {
            key.interestOps(operations);
            key.selector().wakeup();
        }
        return !expected;
    }

    @Override
    public void remind() {
        // The system does that.
    }
}
