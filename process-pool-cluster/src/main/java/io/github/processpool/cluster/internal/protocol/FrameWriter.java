package io.github.processpool.cluster.internal.protocol;

import io.github.processpool.Progress;
import io.github.processpool.cluster.ClusterTransport;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes messages from an outbox and puts them, one frame behind the other, into the bytes of one message of the transport. The bytes of
 * payloads that travel in parts are not among them.
 *
 * <p><b>Thread safety:</b> none; belongs to one thread.
 */
public final class FrameWriter {

    private ByteBuffer buffer = ByteBuffer.allocate(1024);
    private Payload body = Payload.NONE;
    private boolean hasBody;

    /**
     * Adds a whole message.
     *
     * @param session the number that the receiver has given
     * @param message what is said
     * @return false if there is no room left for it behind others, and nothing was added
     * @throws IllegalArgumentException if it can't be written at all
     */
    public boolean write(long session, ClusterMessage message) {
        return write(session, message, 0, 0);
    }

    /**
     * Adds a message without the bytes of its payload, which follow in parts.
     *
     * @param session the number that the receiver has given
     * @param message has a payload
     * @param stream names it in its parts
     * @return false if there is no room left for it behind others, and nothing was added
     * @throws IllegalArgumentException if it can't be written at all
     */
    public boolean writeHead(long session, ClusterMessage message, long stream) {
        return write(session, message, Frame.IN_PARTS, stream);
    }

    private boolean write(long session, ClusterMessage message, int flag, long stream) {
        int start = buffer.position();
        boolean done = false;
        hasBody = false;
        try {
            int type = Rows.typeOf(message);
            prefix(type | flag, session, 0);
            Rows.write(message, this);
            if (hasBody) {
                putBody(flag != 0, stream);
            }
            done = true;
        } catch (BufferOverflowException e) {
            if (start == 0) {
                throw new IllegalArgumentException("A " + message.getClass().getSimpleName() + " of more than "
                        + ClusterTransport.LARGEST_MESSAGE + " bytes");
            }
        } finally {
            body = Payload.NONE; // Not to be held by an outbox that has nothing to do.
            if (!done) {
                buffer.position(start);
            }
        }
        if (done) {
            buffer.putInt(start + Frame.PREFIX_LENGTH - Integer.BYTES, buffer.position() - start - Frame.PREFIX_LENGTH);
        }
        return done;
    }

    /**
     * Adds all of a part but its bytes, for which there has to be room behind it.
     *
     * @param session the number that the receiver has given
     * @param stream the message that it is a part of
     * @param offset how many bytes came before
     * @param length how many bytes will be put behind this
     */
    public void writePart(long session, long stream, int offset, int length) {
        room(Frame.PREFIX_LENGTH + Frame.PART_HEADER_LENGTH);
        prefix(Frame.PART, session, Frame.PART_HEADER_LENGTH + length);
        putLong(stream).putInt(offset);
    }

    /**
     * Says that no more parts will come.
     *
     * @param session the number that the receiver has given
     * @param stream the message that is cut off
     * @return false if there is no room left, and nothing was added
     */
    public boolean writeAbort(long session, long stream) {
        if (ClusterTransport.LARGEST_MESSAGE - size() < Frame.PREFIX_LENGTH + Long.BYTES) {
            return false;
        }
        room(Frame.PREFIX_LENGTH + Long.BYTES);
        prefix(Frame.ABORT, session, Long.BYTES);
        putLong(stream);
        return true;
    }

    /**
     * Returns how many bytes there are.
     *
     * @return a place to come {@linkplain #backTo back to}
     */
    public int size() {
        return buffer.position();
    }

    /**
     * Takes back all that was written since.
     *
     * @param size there were so many bytes
     */
    public void backTo(int size) {
        buffer.position(size);
    }

    /**
     * Returns some of the bytes, which are the writer's own.
     *
     * @param from the first
     * @param to behind the last
     * @return good until something else is written
     */
    public ByteBuffer slice(int from, int to) {
        return buffer.slice(from, to - from);
    }

    private void prefix(int type, long session, int length) {
        putByte(ClusterMessage.VERSION).putByte(type).putLong(session).putInt(length);
    }

    // -- For the rows --

    FrameWriter putByte(int value) {
        room(1).put((byte) value);
        return this;
    }

    FrameWriter putBoolean(boolean value) {
        return putByte(value ? 1 : 0);
    }

    FrameWriter putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    FrameWriter putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    FrameWriter putEnum(Enum<?> constant) {
        return putByte(constant.ordinal());
    }

    /** What is left of a time, or has gone by: 0 if it is over. */
    FrameWriter putNanos(long value) {
        return putLong(Math.max(0, value));
    }

    /** A text by which something is found; a part of it would be another one. */
    FrameWriter putName(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Limits.NAME) {
            throw new IllegalArgumentException("A name of " + bytes.length + " bytes is more than " + Limits.NAME + ": "
                    + value.substring(0, 64) + "…");
        }
        return putBytes(bytes, bytes.length);
    }

    /** A text for people, of which the first bytes are enough. */
    FrameWriter putText(String value, int limit) {
        byte[] bytes = (value.length() > limit ? value.substring(0, limit) : value).getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, limit);
        while (length < bytes.length && (bytes[length] & 0xC0) == 0x80) {
            length--; // Not in the middle of a character.
        }
        return putBytes(bytes, length);
    }

    FrameWriter putOptionalText(Optional<String> value, int limit) {
        putBoolean(value.isPresent());
        return value.isPresent() ? putText(value.get(), limit) : this;
    }

    FrameWriter putBytes(byte[] bytes, int length) {
        putInt(length).room(length).put(bytes, 0, length);
        return this;
    }

    FrameWriter putProgress(Optional<Progress> progress) {
        putBoolean(progress.isPresent());
        if (progress.isPresent()) {
            Progress last = progress.get();
            putLong(last.done()).putLong(last.total()).putText(last.message(), Limits.PROGRESS);
        }
        return this;
    }

    FrameWriter putProblem(RemoteProblem problem) {
        return putText(problem.className(), Limits.NAME)
                .putOptionalText(Optional.ofNullable(problem.message()), Limits.TRACE)
                .putText(problem.stackTrace(), Limits.TRACE);
    }

    /** The payload, which comes behind everything else. */
    FrameWriter putBody(Payload payload) {
        if (payload.isLost() || payload.bytes().length < payload.length()) {
            throw new IllegalArgumentException("A payload of " + payload.length() + " bytes that are not there");
        }
        body = payload;
        hasBody = true;
        return this;
    }

    private void putBody(boolean inParts, long stream) {
        putEnum(body.form()).putInt(body.length());
        if (inParts) {
            putLong(stream);
        } else {
            room(body.length()).put(body.bytes(), 0, body.length());
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = buffer.position() + bytes;
            if (needed > ClusterTransport.LARGEST_MESSAGE || needed < 0) {
                throw new BufferOverflowException();
            }
            ByteBuffer larger = ByteBuffer.allocate(
                    Math.min(ClusterTransport.LARGEST_MESSAGE, Math.max(2 * buffer.capacity(), needed)));
            larger.put(buffer.flip());
            buffer = larger;
        }
        return buffer;
    }
}
