package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Many values at the end of a payload, in the shortest form that they allow:
 *
 * <pre>{@code
 *   byte kind, int count, then
 *   'I' 'L' 'D'   only Integer, Long or Double: their bits, one after the other
 *   'B'           only byte[]: int length, bytes
 *   'S'           boxed primitives, short strings and null, each with a tag
 *   'C'           by the user's serializer, see CustomValues
 *   'O'           anything else: one stream of Java serialization that is reset before each value; int[] where each begins
 *   'P'           the same in pairs, with one reset and one beginning for two values
 * }</pre>
 *
 * <p>A value that can't be read, or that a filter rejects, costs nothing but itself: it has been passed over before, and the values
 * behind it stay in their places.
 *
 * <p>No length that is read here is believed: what it asks for never exceeds what the bytes that are there can stand for.
 * Stateless.
 */
final class ValueSection {

    private static final byte STREAM = 'O';
    private static final byte PAIRS = 'P';
    private static final byte TAGGED = 'S';
    private static final byte BYTES = 'B';
    private static final byte CUSTOM = 'C';
    /** How many bytes stand before the first value. */
    static final int HEAD = 1 + Integer.BYTES;

    private static final int[] NO_DEFINITIONS = new int[0];

    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private ValueSection() {}

    /** Writes values and returns the definitions that they need. */
    static int[] write(@Nullable Object[] values, PayloadOutput out, Encoding encoding) throws IOException {
        return write(kindOf(values, encoding), values, out, encoding);
    }

    /** Writes the inputs of calls of so many arguments. */
    static int[] writeInputs(@Nullable Object[] values, int arity, PayloadOutput out, Encoding encoding)
            throws IOException {
        byte kind = kindOf(values, encoding);
        return write(kind == STREAM && arity == 2 ? PAIRS : kind, values, out, encoding);
    }

    /** The kind of the section that these values make together. */
    static byte kindOf(@Nullable Object[] values, Encoding encoding) {
        return encoding.custom() == null ? kindOf(values) : CUSTOM;
    }

    /** Writes values as a kind that allows for all of them. */
    static int[] write(byte kind, @Nullable Object[] values, PayloadOutput out, Encoding encoding) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeByte(kind);
        data.writeInt(values.length);
        switch (kind) {
            case 'I', 'L', 'D' -> out.write(packed(values, kind), 0, values.length * sizeOf(kind));
            case BYTES -> {
                for (Object value : values) {
                    byte[] bytes = (byte[]) Objects.requireNonNull(value);
                    data.writeInt(bytes.length);
                    data.write(bytes, 0, bytes.length);
                }
            }
            case TAGGED -> {
                for (Object value : values) {
                    SimpleValues.writeOne(value, data);
                }
            }
            case CUSTOM -> {
                return Objects.requireNonNull(encoding.custom()).writeAll(values, 0, out, encoding.table());
            }
            default -> {
                return StreamedValues.write(values, kind == PAIRS ? 2 : 1, out, encoding);
            }
        }
        return NO_DEFINITIONS;
    }

    private static byte kindOf(@Nullable Object[] values) {
        Object first = values.length == 0 ? null : values[0];
        Class<?> type = first == null ? null : first.getClass();
        boolean same = true;
        boolean simple = true;
        for (Object value : values) {
            same = same && value != null && value.getClass() == type;
            simple = simple && (same && type == Integer.class || SimpleValues.isSimple(value));
            if (!same && !simple) {
                return STREAM;
            }
        }
        if (same && type == byte[].class) {
            return BYTES;
        } else if (same && type == Integer.class) {
            return 'I';
        } else if (same && type == Long.class) {
            return 'L';
        }
        return same && type == Double.class ? (byte) 'D' : simple ? TAGGED : STREAM;
    }

    private static byte[] packed(@Nullable Object[] values, byte kind) throws IOException {
        byte[] bytes = new byte[Math.multiplyExact(values.length, sizeOf(kind))];
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof Integer number) {
                INTS.set(bytes, i * Integer.BYTES, (int) number);
            } else if (value instanceof Long number) {
                LONGS.set(bytes, i * Long.BYTES, (long) number);
            } else if (value instanceof Double number) {
                LONGS.set(bytes, i * Long.BYTES, Double.doubleToRawLongBits(number));
            }
        }
        return bytes;
    }

    private static int sizeOf(byte kind) {
        return kind == 'I' ? Integer.BYTES : Long.BYTES;
    }

    /** Whether values of a kind are read without any code of the user's. */
    static boolean isPlain(byte kind) {
        return switch (kind) {
            case 'I', 'L', 'D', TAGGED, BYTES -> true;
            default -> false;
        };
    }

    /** How many bytes a value takes at least. */
    private static int smallest(byte kind) {
        return switch (kind) {
            case 'L', 'D' -> Long.BYTES;
            case TAGGED, CUSTOM -> 1;
            case PAIRS -> Integer.BYTES / 2;
            default -> Integer.BYTES;
        };
    }

    /** Opens the values that begin at an offset and fill the rest of a payload. */
    static ValueSource open(Payload payload, int offset, Decoding decoding) throws IOException {
        ValueFilter filter = decoding.filter();
        int rest = payload.length() - offset - HEAD;
        if (rest < 0) {
            throw new InvalidObjectException("values that are cut off");
        }
        byte kind = payload.bytes()[offset];
        int count = (int) INTS.get(payload.bytes(), offset + 1);
        int start = offset + HEAD;
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload.bytes(), start, rest));
        if (count < 0 || (long) count * smallest(kind) > rest || kind == PAIRS && count % 2 != 0) {
            throw new InvalidObjectException(count + " values in " + rest + " bytes");
        }
        return switch (kind) {
            case 'I', 'L', 'D' -> Packed.open(kind, count, payload.bytes(), start, filter);
            case BYTES -> new Bytes(count, in, filter);
            case TAGGED -> new Tagged(count, in, rest, filter);
            case CUSTOM -> CustomValues.of(decoding).open(payload, start, count, decoding);
            case STREAM -> new StreamedValues(payload, start, count, 1, decoding);
            case PAIRS -> new StreamedValues(payload, start, count, 2, decoding);
            default -> throw new InvalidObjectException("values of the unknown kind " + kind);
        };
    }

    /** Only Integer, Long or Double. */
    private static final class Packed implements ValueSource {

        private final byte kind;
        private final int count;
        private final byte[] bytes;
        private int position;

        private Packed(byte kind, int count, byte[] bytes, int start) {
            this.kind = kind;
            this.count = count;
            this.bytes = bytes;
            this.position = start;
        }

        static Packed open(byte kind, int count, byte[] bytes, int start, ValueFilter filter) throws IOException {
            filter.check(
                    kind == 'I' ? Integer.class : kind == 'L' ? Long.class : Double.class,
                    -1,
                    (long) count * sizeOf(kind));
            return new Packed(kind, count, bytes, start);
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public Object next() {
            int at = position;
            position += sizeOf(kind);
            if (kind == 'I') {
                return (int) INTS.get(bytes, at);
            }
            long bits = (long) LONGS.get(bytes, at);
            return kind == 'L' ? (Object) bits : (Object) Double.longBitsToDouble(bits);
        }

        @Override
        public void skip(int values) {
            position += values * sizeOf(kind);
        }
    }

    /** Only arrays of bytes. */
    private record Bytes(int count, DataInputStream in, ValueFilter filter) implements ValueSource {

        @Override
        public Object next() throws IOException {
            byte[] bytes = in.readNBytes(readLength());
            filter.check(byte[].class, bytes.length, bytes.length);
            return bytes;
        }

        @Override
        public void skip(int values) throws IOException {
            for (int i = 0; i < values; i++) {
                in.skipNBytes(readLength());
            }
        }

        private int readLength() throws IOException {
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new InvalidObjectException("an array of " + length + " bytes");
            }
            return length;
        }
    }

    /** Simple values with a tag each. */
    private record Tagged(int count, DataInputStream in, int length, ValueFilter filter) implements ValueSource {

        @Override
        public @Nullable Object next() throws IOException {
            Object value = SimpleValues.readOne(in);
            filter.check(value, length);
            return value;
        }

        @Override
        public void skip(int values) throws IOException {
            for (int i = 0; i < values; i++) {
                SimpleValues.readOne(in);
            }
        }
    }
}
