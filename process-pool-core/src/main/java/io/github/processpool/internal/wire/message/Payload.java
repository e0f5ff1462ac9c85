package io.github.processpool.internal.wire.message;

/**
 * Serialized values, which only the {@code Codec} understands.
 *
 * @param form how they were written
 * @param bytes holds them, possibly followed by unused bytes; none if they are lost
 * @param length how many bytes count, or have been lost
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

    /**
     * Returns whether the values have come, but this process had no heap for them.
     *
     * @return true: there is nothing to read
     */
    public boolean isLost() {
        return form == Form.LOST;
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
        /** An exception in parts, see {@code ExceptionParts}. */
        EXCEPTION,
        /** Many elements in one, see {@code ChunkFormat}. */
        CHUNK,
        /** They have come, but this process had no heap for them. Never sent. */
        LOST;

        public static final Form[] VALUES = values();
    }
}
