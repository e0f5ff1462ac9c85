package io.github.processpool.internal.wire.message;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies frames piece by piece into a buffer of limited size.
 *
 * <p><b>Thread safety:</b> none; belongs to the thread that holds the write lock.
 */
final class FrameWriter {

    private @Nullable Frame frame;
    private byte[] head = Frame.NO_BODY;
    private int written;

    boolean isIdle() {
        return frame == null;
    }

    void begin(Frame next) {
        ByteBuffer bytes = ByteBuffer.allocate(Frame.PREFIX_LENGTH + next.header().length);
        bytes.putInt(next.header().length)
                .putInt(next.bodyLength())
                .put(next.type())
                .put(next.header());
        head = bytes.array();
        frame = next;
        written = 0;
    }

    /** Copies what fits; the writer is idle afterwards if that was all. */
    void copyInto(ByteBuffer target) {
        Frame current = frame;
        if (current == null) {
            return;
        }
        if (written < head.length) {
            int length = Math.min(target.remaining(), head.length - written);
            target.put(head, written, length);
            written += length;
        }
        if (written >= head.length) {
            int offset = written - head.length;
            int length = Math.min(target.remaining(), current.bodyLength() - offset);
            target.put(current.body(), offset, length);
            written += length;
        }
        if (written == current.wireLength()) {
            frame = null;
            head = Frame.NO_BODY;
        }
    }
}
