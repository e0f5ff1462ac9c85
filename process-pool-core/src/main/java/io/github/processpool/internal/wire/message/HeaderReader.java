package io.github.processpool.internal.wire.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Takes one frame apart, field by field of its header; refuses each that does not fit instead of believing it. Used by one thread. */
final class HeaderReader {

    private final Frame frame;
    private final ByteBuffer buffer;

    HeaderReader(Frame frame) {
        this.frame = frame;
        this.buffer = ByteBuffer.wrap(frame.header());
    }

    byte takeByte() throws ProtocolException {
        return has(1).get();
    }

    boolean takeBoolean() throws ProtocolException {
        return takeByte() != 0;
    }

    int takeInt() throws ProtocolException {
        return has(Integer.BYTES).getInt();
    }

    long takeLong() throws ProtocolException {
        return has(Long.BYTES).getLong();
    }

    String takeString() throws ProtocolException {
        return new String(takeBytes(), StandardCharsets.UTF_8);
    }

    byte[] takeBytes() throws ProtocolException {
        int length = takeInt();
        if (length < 0) {
            throw new ProtocolException("a text of " + length + " bytes");
        }
        has(length);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    <E extends Enum<E>> E takeEnum(E[] values) throws ProtocolException {
        int ordinal = takeByte();
        if (ordinal < 0 || ordinal >= values.length) {
            throw new ProtocolException("unknown constant " + ordinal);
        }
        return values[ordinal];
    }

    Report takeReport() throws ProtocolException {
        return Report.readFrom(this);
    }

    RemoteProblem takeProblem() throws ProtocolException {
        return RemoteProblem.readFrom(this);
    }

    /** A second payload besides the body: a stream, or nothing. */
    Payload takeStream() throws ProtocolException {
        byte[] bytes = takeBytes();
        return bytes.length == 0 ? Payload.NONE : new Payload(Payload.Form.STREAM, bytes, bytes.length);
    }

    /** The body is there in any case; the header ends with its form. */
    Payload takeBody() throws ProtocolException {
        Payload.Form form = takeEnum(Payload.Form.VALUES);
        if (form == Payload.Form.LOST) {
            throw new ProtocolException("a payload that its sender calls lost");
        }
        return frame.isLost()
                ? new Payload(Payload.Form.LOST, Frame.NO_BODY, frame.bodyLength())
                : new Payload(form, frame.body(), frame.bodyLength());
    }

    private ByteBuffer has(int bytes) throws ProtocolException {
        if (buffer.remaining() < bytes) {
            throw new ProtocolException("a header that ends " + (bytes - buffer.remaining()) + " bytes too early");
        }
        return buffer;
    }
}
