package io.github.processpool.internal.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.internal.wire.message.Message.Interrupt;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import org.junit.jupiter.api.Test;

/** The promise: frames arrive whole, once and in order, whatever fails on the way. */
class OutboxTest {

    private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
    private int takes = Integer.MAX_VALUE;
    private int failures;
    private final Outbox outbox = new Outbox(new Peer(), new Key());

    /** Takes a few bytes at a time, and fails as often as wanted after it has taken some. */
    private final class Peer implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) {
            int count = Math.min(takes, bytes.remaining());
            for (int i = 0; i < count; i++) {
                arrived.write(bytes.get());
            }
            if (failures > 0) {
                failures--;
                throw new OutOfMemoryError("of this test");
            }
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    /** Nobody waits at a selector. */
    private static final class Key extends AbstractSelectionKey {

        private int operations = SelectionKey.OP_READ;

        @Override
        public SelectableChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector selector() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int interestOps() {
            return operations;
        }

        @Override
        public SelectionKey interestOps(int wanted) {
            operations = wanted;
            return this;
        }

        @Override
        public int readyOps() {
            return 0;
        }
    }

    private byte[] undisturbed() {
        Outbox other = new Outbox(new Peer(), new Key());
        for (int i = 0; i < 3; i++) {
            other.post(new Interrupt(i, true));
        }
        other.flush();
        byte[] bytes = arrived.toByteArray();
        arrived.reset();
        return bytes;
    }

    @Test
    void aSendingThatFailsInTheMiddleOfAFrameGoesOnBehindWhatHasLeft() {
        byte[] expected = undisturbed();
        outbox.post(new Interrupt(0, true));
        outbox.post(new Interrupt(1, true));
        takes = 5;
        failures = 1;
        assertThatThrownBy(outbox::flush).isInstanceOf(OutOfMemoryError.class);
        takes = Integer.MAX_VALUE;
        outbox.post(new Interrupt(2, true));

        outbox.flush();

        assertThat(arrived.toByteArray()).isEqualTo(expected);
    }
}
