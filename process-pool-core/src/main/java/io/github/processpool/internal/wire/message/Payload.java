package io.github.processpool.internal.wire.message;

/**
 * Serialized values, which only the {@code Codec} understands.
 *
 * @param form how they were written
 * @param bytes holds them, possibly followed by unused bytes
 * @param length how many bytes count
 */
public record Payload(Form form, byte[] bytes, int length) {

    /** No value at all. */
    public static final Payload NONE = new Payload(Form.NONE, Frame.NO_BODY, 0);

    /**
     * Returns bytes that stand for themselves.
     *
     * @param bytes not copied
     * @return a payload of all of them
     */
    public static Payload raw(byte[] bytes) {
        return new Payload(Form.RAW, bytes, bytes.length);
    }

    /** How values are written. */
    public enum Form {
        /** There are none, or the one value is null. */
        NONE,
        /** One {@code byte[]}, as it is. */
        RAW,
        /** A few immutable values of the JDK, tagged. */
        SIMPLE,
        /** A stream of Java serialization. */
        STREAM,
        /** By the user's serializer. */
        CUSTOM,
        /** Many elements in one, see {@code ChunkFormat}. */
        CHUNK;

        public static final Form[] VALUES = values();
    }
}
