package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds bytes in a {@link Ring}, and tells its writer of room where that waits for some. The socket beside it only says that there is
 * something to look at, and that the other side is gone.
 *
 * <p><b>Thread safety:</b> belongs to the receiving thread.
 */
final class RingReader implements Inlet {

    private final Ring ring;
    private final Doorbell doorbell;
    private final ByteBuffer window;
    private long read;
    private int begin;
    /** Whether the other side is gone, and writes nothing more. */
    private boolean ended;

    RingReader(Ring ring, Doorbell doorbell) {
        this.ring = ring;
        this.doorbell = doorbell;
        this.window = ring.memory().view();
    }

    @Override
    public int fill() throws IOException {
        boolean last = ended; // Looked at first: what was written before the end counts.
        long waiting = ring.written() - read;
        if (!ring.canHold(waiting)) {
            throw new ProtocolException("a ring that claims to hold " + waiting + " bytes");
        }
        begin = ring.offsetOf(read);
        int count = (int) Math.min(waiting, ring.inOnePiece(read));
        window.limit(begin + count).position(begin);
        return count == 0 && last ? -1 : count;
    }

    @Override
    public ByteBuffer bytes() {
        return window;
    }

    @Override
    public void taken() throws IOException {
        int count = window.position() - begin;
        if (count > 0) {
            read += count;
            begin += count;
            ring.setRead(read);
            if (ring.takeWaitingWriter()) {
                doorbell.ring();
            }
        }
    }

    @Override
    public boolean mayBlock() throws IOException {
        ring.setReaderSleeps(true);
        return fill() == 0; // After it was said: nobody was woken for what came before that.
    }

    @Override
    public void woken() throws IOException {
        ring.setReaderSleeps(false);
        ended |= !doorbell.listen();
    }
}
