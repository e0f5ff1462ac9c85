package io.github.processpool.internal.wire.message;

/**
 * A message as it travels on the channel. The header can always be read; the body is opaque to everybody but the codec, so a body that
 * can't be decoded fails one task and not the channel.
 *
 * <pre>{@code
 *  0               4               8       9
 *  +---------------+---------------+-------+-----------+---------+
 *  | header length | body length   | type  | header    | body    |
 *  +---------------+---------------+-------+-----------+---------+
 * }</pre>
 *
 * <p>All numbers are big-endian.
 *
 * @param type see {@link Message}
 * @param header the message's own fields
 * @param body holds the payload, possibly followed by unused bytes; fewer if there was no room for them, see {@link #isLost}
 * @param bodyLength how many bytes of {@code body} count
 */
record Frame(byte type, byte[] header, byte[] body, int bodyLength) {

    static final int PREFIX_LENGTH = 9;
    static final int MAX_HEADER_LENGTH = 1 << 20;
    static final byte[] NO_BODY = new byte[0];

    /** Returns whether the body was passed over, because the heap had no room for it. */
    boolean isLost() {
        return body.length < bodyLength;
    }

    int wireLength() {
        return PREFIX_LENGTH + header.length + bodyLength;
    }
}
