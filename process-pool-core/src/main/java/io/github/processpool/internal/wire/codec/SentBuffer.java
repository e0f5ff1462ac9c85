package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Travels instead of a {@link ByteBuffer}: the bytes from its position to its limit, which is left as it is. The one that arrives has
 * position 0, these bytes and no room for more; it is direct, read-only and of the byte order if the one that was sent is.
 */
final class SentBuffer extends SentValue {

    private static final long serialVersionUID = 1L;

    private final byte[] bytes;
    private final boolean direct;
    private final boolean readOnly;
    private final boolean littleEndian;

    SentBuffer(ByteBuffer buffer) {
        bytes = bytesOf(buffer);
        direct = buffer.isDirect();
        readOnly = buffer.isReadOnly();
        littleEndian = buffer.order() == ByteOrder.LITTLE_ENDIAN;
    }

    /** Returns the buffer's own array if it is just these bytes: they are written before the buffer can change. */
    private static byte[] bytesOf(ByteBuffer buffer) {
        int position = buffer.position();
        int length = Math.max(0, buffer.limit() - position);
        if (buffer.hasArray() && buffer.array().length == length && buffer.arrayOffset() + position == 0) {
            return buffer.array();
        }
        byte[] bytes = new byte[length];
        buffer.get(position, bytes);
        return bytes;
    }

    @Override
    Object make() throws IOException {
        ByteBuffer buffer = direct ? direct() : ByteBuffer.wrap(bytes);
        return (readOnly ? buffer.asReadOnlyBuffer() : buffer)
                .order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    private ByteBuffer direct() throws IOException {
        try {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        } catch (OutOfMemoryError e) { // Not of the heap: the process is as well as before.
            throw new IOException(
                    "there is no room for a direct buffer of " + bytes.length
                            + " bytes; allow more with -XX:MaxDirectMemorySize, or send a heap buffer",
                    e);
        }
    }
}
