package io.github.processpool.internal.wire.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds the header of one frame; used by one thread. */
final class HeaderWriter {

    private ByteBuffer buffer = ByteBuffer.allocate(64);

    HeaderWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    HeaderWriter putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    HeaderWriter putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    HeaderWriter putString(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return putBytes(bytes, bytes.length);
    }

    HeaderWriter putBytes(byte[] bytes, int length) {
        putInt(length);
        room(length).put(bytes, 0, length);
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(buffer.capacity() * 2, buffer.position() + bytes));
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
