package io.github.processpool.internal.wire.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one frame: the fields of its header one after the other, at the end the form of its body, which is the payload. Used by
 * one thread.
 */
final class HeaderWriter {

    private ByteBuffer buffer = ByteBuffer.allocate(64);
    private Payload body = Payload.NONE;

    HeaderWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    HeaderWriter putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
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

    HeaderWriter putEnum(Enum<?> constant) {
        return putByte(constant.ordinal());
    }

    HeaderWriter putReport(Report report) {
        report.writeTo(this);
        return this;
    }

    HeaderWriter putProblem(RemoteProblem problem) {
        problem.writeTo(this);
        return this;
    }

    /** A second payload besides the body: a stream, or nothing. */
    HeaderWriter putStream(Payload payload) {
        return putBytes(payload.bytes(), payload.length());
    }

    HeaderWriter putBody(Payload payload) {
        body = payload;
        return this;
    }

    Frame toFrame(byte type) {
        putByte(body.form().ordinal());
        return new Frame(type, Arrays.copyOf(buffer.array(), buffer.position()), body.bytes(), body.length());
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
