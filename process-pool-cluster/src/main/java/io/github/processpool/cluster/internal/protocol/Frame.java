package io.github.processpool.cluster.internal.protocol;

import java.nio.ByteBuffer;

/**
 * A piece of what one member sends to another. There are several in one message of the transport, one behind the other.
 *
 * <pre>{@code
 *  0         1      2          10         14
 *  +---------+------+----------+----------+--------+---------+
 *  | version | type | session  | length   | header | payload |
 *  +---------+------+----------+----------+--------+---------+
 * }</pre>
 *
 * <p>All numbers are big-endian; the length is that of header and payload. A header with a payload ends with the payload's form and its
 * length. If the highest bit of the type is set, a payload travels in parts: instead of its bytes the number of a stream follows, which
 * its {@link Part}s name. Parts come in their order; between them there may be any other frames.
 */
public sealed interface Frame {

    /** How many bytes come before a header. */
    int PREFIX_LENGTH = 14;
    /** Of a {@link Part}, before its bytes. */
    int PART_HEADER_LENGTH = Long.BYTES + Integer.BYTES;
    /** A payload travels in parts. */
    int IN_PARTS = 0x80;

    /** The type of a {@link Part}. */
    int PART = 64;
    /** The type of an {@link Abort}. */
    int ABORT = 65;

    /**
     * Returns in which session it was sent.
     *
     * @return the number that its receiver has given
     */
    long session();

    /**
     * A message, with all that belongs to it.
     *
     * @param session its session
     * @param message what is said
     */
    record Whole(long session, ClusterMessage message) implements Frame {}

    /**
     * A message whose payload follows in parts. Nothing was allocated for it.
     *
     * @param session its session
     * @param stream names it in its parts; no other message of its sender has the same
     * @param message what is said, with a payload that has a length and no bytes
     */
    record Head(long session, long stream, ClusterMessage message) implements Frame {}

    /**
     * The next bytes of a payload.
     *
     * @param session its session
     * @param stream of its {@link Head}
     * @param offset how many came before
     * @param bytes of the message of the transport: not to be kept
     */
    record Part(long session, long stream, int offset, ByteBuffer bytes) implements Frame {}

    /**
     * The rest of a payload will not come: its message was cancelled before, and that has been said.
     *
     * @param session its session
     * @param stream of its {@link Head}
     */
    record Abort(long session, long stream) implements Frame {}
}
