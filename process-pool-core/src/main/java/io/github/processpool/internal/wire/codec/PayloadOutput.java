package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A growing array of bytes that refuses to grow beyond a limit. Used by one thread. */
final class PayloadOutput extends OutputStream {

    private static final int INITIAL_SIZE = 512;
    private static final int KEPT_WHOLE = 64 * 1024;

    private final int limit;
    private byte[] bytes = new byte[INITIAL_SIZE];
    private int length;
    private boolean exceeded;

    /** The limit was reached. */
    static final class LimitExceededException extends IOException {

        private static final long serialVersionUID = 1L;

        LimitExceededException(long limit) {
            super("more than " + limit + " bytes");
        }
    }

    PayloadOutput(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(int value) throws IOException {
        room(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        room(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    int length() {
        return length;
    }

    int limit() {
        return limit;
    }

    /** Whether anything was refused. */
    boolean isExceeded() {
        return exceeded;
    }

    /** Replaces four bytes that were written before. */
    void putInt(int position, int value) {
        ByteBuffer.wrap(bytes).putInt(position, value);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    Payload toPayload(Payload.Form form) {
        byte[] exact = length < KEPT_WHOLE ? Arrays.copyOf(bytes, length) : bytes;
        return new Payload(form, exact, length);
    }

    private void room(int count) throws LimitExceededException {
        long needed = (long) length + count;
        if (needed > limit) {
            exceeded = true;
            throw new LimitExceededException(limit);
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(needed, bytes.length * 2L)));
        }
    }
}
