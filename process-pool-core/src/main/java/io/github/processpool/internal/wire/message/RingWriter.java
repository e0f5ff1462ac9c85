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
            int room = ring.step(ring.capacity() - (written - read), written);
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

    /** The number is the last that can fail: whatever was put in before an error is sent with the next try. */
    @Override
    public boolean send(boolean patient) throws IOException {
        if (!isEmpty()) {
            long count = written + window.position() - begin;
            ring.setWritten(count);
            written = count;
            open = false;
            if (ring.takeSleepingReader()) {
                doorbell.ring();
            }
        }
        open = false;
        return hasRoom() || (patient && spinForRoom());
    }

    private boolean hasRoom() {
        return written - read < ring.capacity();
    }

    private boolean spinForRoom() throws IOException {
        long start = System.nanoTime();
        look();
        while (!hasRoom() && System.nanoTime() - start < SPIN_NANOS) {
            Thread.yield();
            look();
        }
        return hasRoom();
    }

    @Override
    public boolean isEmpty() {
        return !open || window.position() == begin;
    }

    @Override
    public long sentBytes() {
        return written;
    }

    /** Looks after it was said: of room that was made before that, nobody tells. */
    @Override
    public boolean expectRoom(boolean expected) throws IOException {
        if (expected) {
            ring.setWriterWaits(true);
            look();
        }
        return hasRoom();
    }

    @Override
    public void remind() {
        if (ring.read() != written) {
            doorbell.ring(); // A reader that is awake hears it in vain.
        }
    }
}
