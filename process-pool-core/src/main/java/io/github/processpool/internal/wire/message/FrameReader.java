package io.github.processpool.internal.wire.message;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames. Checks every length before it allocates, and allocates a long piece when its first part has
 * arrived, so that a forged length costs an error and no memory, and nothing large is copied again. A body for
 * which the heap has no room is passed over: its frame comes without it, and what is behind it is read as ever.
 *
 * <p><b>Thread safety:</b> none; belongs to the one reader of a channel.
 */
final class FrameReader {

    private final int maxBodyLength;
    private final long heapBytes;
    private final byte[] prefix = new byte[Frame.PREFIX_LENGTH];
    private int prefixFilled;
    private @Nullable Piece header;
    private @Nullable Piece body;

    FrameReader(int maxBodyLength) {
        this(maxBodyLength, Runtime.getRuntime().maxMemory());
    }

    /** For a heap of so many bytes, which may have less room than that. */
    FrameReader(int maxBodyLength, long heapBytes) {
        this.maxBodyLength = maxBodyLength;
        this.heapBytes = heapBytes;
    }

    /** Consumes bytes up to the end of one frame; null if they end before it does. */
    @Nullable
    Frame next(ByteBuffer bytes) throws ProtocolException {
        Piece head = header;
        Piece rest = body;
        if (head == null || rest == null) {
            int length = Math.min(bytes.remaining(), prefix.length - prefixFilled);
            bytes.get(prefix, prefixFilled, length);
            prefixFilled += length;
            if (prefixFilled < prefix.length) {
                return null;
            }
            ByteBuffer fields = ByteBuffer.wrap(prefix);
            head = new Piece(checked("header", fields.getInt(), Frame.MAX_HEADER_LENGTH), false, false);
            int bodyLength = checked("body", fields.getInt(), maxBodyLength);
            rest = new Piece(bodyLength, true, bodyLength > heapBytes);
            header = head;
            body = rest;
        }
        if (!head.fill(bytes) || !rest.fill(bytes)) {
            return null;
        }
        header = null;
        body = null;
        prefixFilled = 0;
        return new Frame(prefix[Frame.PREFIX_LENGTH - 1], head.bytes, rest.bytes, rest.length);
    }

    /** How much memory the frame takes that is not complete. */
    long heldBytes() {
        Piece head = header;
        Piece rest = body;
        return head == null || rest == null ? 0 : (long) head.bytes.length + rest.bytes.length;
    }

    private static int checked(String what, int length, int limit) throws ProtocolException {
        if (length < 0 || length > limit) {
            throw new ProtocolException("a frame whose " + what + " claims " + Integer.toUnsignedLong(length)
                    + " bytes; the limit is " + limit);
        }
        return length;
    }

    /** A run of bytes whose length is known but not yet believed. */
    private static final class Piece {

        private static final int FIRST_ALLOCATION = 1 << 20;

        private final int length;
        /** Whether the frame may come without it. */
        private final boolean dispensable;

        private byte[] bytes = Frame.NO_BODY;
        private int filled;
        private boolean lost;

        private Piece(int length, boolean dispensable, boolean lost) {
            this.length = length;
            this.dispensable = dispensable;
            this.lost = lost;
        }

        private boolean fill(ByteBuffer source) {
            while (filled < length && source.hasRemaining()) {
                if (filled == bytes.length && !lost) {
                    grow();
                }
                int count = Math.min(source.remaining(), (lost ? length : bytes.length) - filled);
                if (lost) {
                    source.position(source.position() + count);
                } else {
                    source.get(bytes, filled, count);
                }
                filled += count;
            }
            return filled == length;
        }

        private void grow() {
            try {
                byte[] larger = new byte[filled == 0 ? Math.min(length, FIRST_ALLOCATION) : length];
                System.arraycopy(bytes, 0, larger, 0, filled);
                bytes = larger;
            } catch (OutOfMemoryError e) {
                if (!dispensable) {
                    throw e;
                }
                bytes = Frame.NO_BODY;
                lost = true;
            }
        }
    }
}
