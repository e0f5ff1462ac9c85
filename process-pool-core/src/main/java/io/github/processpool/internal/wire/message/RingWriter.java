package io.github.processpool.internal.wire.message;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Puts the bytes of an {@link Outbox} into a {@link Ring}, and wakes its reader where that sleeps.
 *
 * <p><b>Thread safety:</b> belongs to the thread that holds the write lock.
 */
final class RingWriter implements Outlet {

    /** How long to look for room before somebody else goes on: the reader takes what there is out as a whole. */
    private static final long SPIN_NANOS = 20_000;

    private final Ring ring;
    private final Doorbell doorbell;
    private final ByteBuffer window;
    private long written;
    /** How many were read when we last looked. */
    private long read;

    // -- The window that was given out --
    private boolean open;
    private int begin;

    RingWriter(Ring ring, Doorbell doorbell) {
        this.ring = ring;
        this.doorbell = doorbell;
        this.window = ring.memory().view();
    }

    /** A window stays the same until it is sent, whatever error comes in between. */
    @Override
    public ByteBuffer room() throws IOException {
        if (!open) {
            if (written - read == ring.capacity()) {
                look();
            }
            int room = (int) Math.min(ring.capacity() - (written - read), ring.inOnePiece(written));
            begin = ring.offsetOf(written);
            window.limit(begin + room).position(begin);
            open = true;
        }
        return window;
    }

    private void look() throws IOException {
        read = ring.read();
        if (!ring.canHold(written - read)) {
            throw new ProtocolException("a ring from which more was taken than was put in");
        }
    }

    @Override
    public boolean send() throws IOException {
        if (!isEmpty()) {
            written += window.position() - begin;
            open = false;
            ring.setWritten(written);
            if (ring.takeSleepingReader()) {
                doorbell.ring();
            }
        }
        open = false;
        return written - read < ring.capacity() || awaitRoom();
    }

    /** Returns false if the reader takes its time: it will tell when there is room. */
    private boolean awaitRoom() throws IOException {
        long start = System.nanoTime();
        look();
        while (written - read == ring.capacity() && System.nanoTime() - start < SPIN_NANOS) {
            Thread.yield();
            look();
        }
        if (written - read == ring.capacity()) {
            ring.setWriterWaits(true);
            look(); // After it was said: room that was made before that was not told.
        }
        return written - read < ring.capacity();
    }

    @Override
    public boolean isEmpty() {
        return !open || window.position() == begin;
    }

    @Override
    public void expectRoom(boolean expected) {
        // The reader rings the doorbell.
    }
}
