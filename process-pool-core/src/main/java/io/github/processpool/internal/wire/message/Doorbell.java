package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * The socket of a channel whose bytes go through {@link Ring}s: a byte on it, whichever it is, says that there is something to look
 * at. It is rung once for each time somebody has said that he sleeps, so that bytes nobody reads don't pile up.
 *
 * <p><b>Thread safety:</b> {@code ring} from any thread, {@code listen} from the receiving one.
 */
final class Doorbell {

    private static final int ROOM = 64;

    private final ByteChannel socket;
    /** Made beforehand, for a heap without room; guarded by this object's lock. */
    private final ByteBuffer stroke = ByteBuffer.allocateDirect(1);
    /** Of the receiving thread. */
    private final ByteBuffer heard = ByteBuffer.allocateDirect(ROOM);

    Doorbell(ByteChannel socket) {
        this.socket = socket;
    }

    /** A socket that takes no byte has some that were not heard yet, and of a dead peer the receiving thread learns. */
    void ring() {
        try {
            synchronized (stroke) {
                socket.write(stroke.clear());
            }
        } catch (IOException e) {
            // Nobody is there to hear it.
        }
    }

    /** Takes what is there, or a part of it; returns false at the end of the stream. */
    boolean listen() {
        try {
            return socket.read(heard.clear()) >= 0;
        } catch (IOException e) {
            return false; // A dead peer is an end like any other.
        }
    }
}
