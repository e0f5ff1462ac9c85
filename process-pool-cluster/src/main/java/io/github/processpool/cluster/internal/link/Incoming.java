package io.github.processpool.cluster.internal.link;

import io.github.processpool.cluster.internal.protocol.Bodies;
import io.github.processpool.cluster.internal.protocol.ClusterMessage;
import io.github.processpool.cluster.internal.protocol.Frame.Part;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.util.Arrays;

/**
 * A payload that comes in parts: believed to be as large as its message says when its first part is there.
 *
 * <p><b>Thread safety:</b> none; belongs to the thread that has a message of its sender.
 */
final class Incoming {

    private static final int FIRST_ALLOCATION = 1 << 20;

    private final ClusterMessage head;
    private final Payload announced;
    private byte[] bytes = Payload.NONE.bytes();
    private int filled;

    Incoming(ClusterMessage head) {
        this.head = head;
        this.announced = Bodies.of(head);
    }

    ClusterMessage head() {
        return head;
    }

    int length() {
        return announced.length();
    }

    /** Takes the next bytes; returns whether they were the last ones. If there is no memory for them, nothing has changed. */
    boolean add(Part part) throws ProtocolException {
        int count = part.bytes().remaining();
        if (part.offset() != filled || count == 0 || count > length() - filled) {
            throw new ProtocolException("a part of " + count + " bytes at " + part.offset() + " where " + filled
                    + " of " + length() + " bytes have come");
        }
        if (count > bytes.length - filled) {
            int first = Math.min(length(), FIRST_ALLOCATION);
            bytes = Arrays.copyOf(bytes, count <= first - filled ? first : length());
        }
        part.bytes().get(bytes, filled, count);
        filled += count;
        return filled == length();
    }

    /** Returns the message with its payload. */
    ClusterMessage whole() {
        return Bodies.with(head, new Payload(announced.form(), bytes, filled));
    }
}
