package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.Progress;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.ProtocolException;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one message of the transport and hands on its frames, read as far as they are there. It believes no length, count or number: what
 * it allocates is never much more than what has come. All that it finds wrong is a {@link ProtocolException}.
 *
 * <p><b>Thread safety:</b> none; belongs to one thread.
 */
public final class FrameReader {

    private static final byte[] NO_BYTES = Payload.NONE.bytes();

    private final ByteBuffer buffer;
    /** Whether the payload of the frame travels in parts. */
    private boolean inParts;
    /** Of the payload that was taken last; 0: none was. */
    private long stream;

    /**
     * Reads this.
     *
     * @param message from its position to its limit
     */
    public FrameReader(ByteBuffer message) {
        this.buffer = message.slice();
    }

    /**
     * Reads the next frame.
     *
     * @return null at the end
     * @throws ProtocolException if there is no such frame in any protocol that is known here
     */
    public @Nullable Frame next() throws ProtocolException {
        if (!buffer.hasRemaining()) {
            return null;
        }
        int version = takeByte();
        int type = takeByte() & 0xff;
        long session = takeLong();
        int length = takeInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new ProtocolException("a frame of type " + type + " that claims " + Integer.toUnsignedLong(length)
                    + " bytes where " + buffer.remaining() + " are left");
        } else if (version != ClusterMessage.VERSION && type != Rows.HELLO) {
            throw new ProtocolException(
                    "a frame of type " + type + " in version " + Byte.toUnsignedInt((byte) version));
        }
        int end = buffer.limit();
        int next = buffer.position() + length;
        buffer.limit(next);
        Frame frame = read(type, session);
        if (buffer.hasRemaining() && (type != Rows.HELLO || version == ClusterMessage.VERSION)) {
            throw new ProtocolException("a frame of type " + type + " with " + buffer.remaining() + " bytes too many");
        }
        buffer.limit(end).position(next);
        return frame;
    }

    private Frame read(int type, long session) throws ProtocolException {
        if (type == Frame.PART) {
            long of = takeLong();
            int offset = takeCount(Integer.MAX_VALUE, 0);
            Frame part = new Frame.Part(session, of, offset, buffer.slice());
            skipRest();
            return part;
        } else if (type == Frame.ABORT) {
            return new Frame.Abort(session, takeLong());
        }
        inParts = (type & Frame.IN_PARTS) != 0;
        stream = 0;
        ClusterMessage message = Rows.read(type & ~Frame.IN_PARTS, this);
        if (!inParts) {
            return new Frame.Whole(session, message);
        } else if (stream == 0) {
            throw new ProtocolException("a frame of type " + type + " that comes in parts and has none");
        }
        return new Frame.Head(session, stream, message);
    }

    // -- For the rows --

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

    /** A number that can't be less than that. */
    int takeAtLeast(int least) throws ProtocolException {
        return takeWithin(least, Integer.MAX_VALUE);
    }

    int takeWithin(int least, int most) throws ProtocolException {
        int value = takeInt();
        if (value < least || value > most) {
            throw new ProtocolException("the number " + value + ", which can't be");
        }
        return value;
    }

    /** How many there are that follow, each of which takes so many bytes at least. */
    int takeCount(int most, int bytesEach) throws ProtocolException {
        int count = takeWithin(0, most);
        has((long) count * bytesEach);
        return count;
    }

    /** A time that is left, or has gone by; also a size. */
    long takePositive() throws ProtocolException {
        long value = takeLong();
        if (value < 0) {
            throw new ProtocolException("the number " + value + ", which can't be");
        }
        return value;
    }

    <E extends Enum<E>> E takeEnum(E[] values) throws ProtocolException {
        int ordinal = takeByte();
        if (ordinal < 0 || ordinal >= values.length) {
            throw new ProtocolException("unknown constant " + ordinal);
        }
        return values[ordinal];
    }

    String takeName() throws ProtocolException {
        return takeText(Limits.NAME);
    }

    String takeText(int limit) throws ProtocolException {
        return new String(takeBytes(limit), StandardCharsets.UTF_8);
    }

    Optional<String> takeOptionalText(int limit) throws ProtocolException {
        return takeBoolean() ? Optional.of(takeText(limit)) : Optional.empty();
    }

    byte[] takeBytes(int limit) throws ProtocolException {
        return take(takeCount(limit, 1));
    }

    Optional<Progress> takeProgress() throws ProtocolException {
        return takeBoolean()
                ? Optional.of(new Progress(takeLong(), takeLong(), takeText(Limits.PROGRESS)))
                : Optional.empty();
    }

    RemoteProblem takeProblem() throws ProtocolException {
        return new RemoteProblem(takeName(), takeOptionalText(Limits.TRACE).orElse(null), takeText(Limits.TRACE));
    }

    /** The payload, which comes behind everything else: with its bytes, or with the number of a stream. */
    Payload takeBody() throws ProtocolException {
        Payload.Form form = takeEnum(Payload.Form.VALUES);
        int length = takeAtLeast(0);
        if (form == Payload.Form.LOST) {
            throw new ProtocolException("a payload that its sender calls lost");
        } else if (inParts) {
            stream = takeLong();
            if (length == 0 || stream == 0) {
                throw new ProtocolException("a payload in parts of " + length + " bytes, in stream " + stream);
            }
            return new Payload(form, NO_BYTES, length);
        }
        has(length);
        return new Payload(form, take(length), length);
    }

    /** Whatever else there is in the frame. */
    void skipRest() {
        buffer.position(buffer.limit());
    }

    private byte[] take(int length) {
        if (length == 0) {
            return NO_BYTES;
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private ByteBuffer has(long bytes) throws ProtocolException {
        if (buffer.remaining() < bytes) {
            throw new ProtocolException("a frame that ends " + (bytes - buffer.remaining()) + " bytes too early");
        }
        return buffer;
    }
}
