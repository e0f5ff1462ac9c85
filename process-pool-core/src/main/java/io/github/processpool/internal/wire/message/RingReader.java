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

    /** The other side has made the memory shorter that both share, or the parent has given it back. */
    static ProtocolException shortened(InternalError error) {
        return new ProtocolException("the memory that both sides share has become shorter: " + error);
    }

    @Override
    public int fill() throws IOException {
        boolean last = ended; // Looked at first: what was written before the end counts.
        try {
            int count = look();
            return count == 0 && last ? -1 : count;
        } catch (InternalError e) {
            if (last) {
                return -1; // It was given back by the one that is gone.
            }
            throw shortened(e);
        }
    }

    private int look() throws IOException {
        long waiting = ring.written() - read;
        if (!ring.canHold(waiting)) {
            throw new ProtocolException("a ring that claims to hold " + waiting + " bytes");
        }
        begin = ring.offsetOf(read);
        int count = ring.step(waiting, read);
        window.limit(begin + count).position(begin);
        return count;
    }

    @Override
    public ByteBuffer bytes() {
        return window;
    }

    @Override
    public void taken() throws IOException {
        int count = window.position() - begin;
        try {
            if (count > 0) {
                ring.setRead(read + count);
                read += count;
                begin += count;
                if (ring.takeWaitingWriter()) {
                    doorbell.ring();
                }
            }
        } catch (InternalError e) {
            throw shortened(e);
        }
    }

    @Override
    public boolean mayBlock() throws IOException {
        sleeps(true);
        return fill() == 0; // After it was said: nobody was woken for what came before that.
    }

    @Override
    public void woken() throws IOException {
        ended |= !doorbell.listen();
        sleeps(false);
    }

    private void sleeps(boolean asleep) throws IOException {
        try {
            ring.setReaderSleeps(asleep);
        } catch (InternalError e) {
            if (!ended) {
                throw shortened(e);
            }
        }
    }
}
