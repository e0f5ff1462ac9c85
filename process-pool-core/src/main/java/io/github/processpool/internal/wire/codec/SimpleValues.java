package io.github.processpool.internal.wire.codec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Boxed primitives, short strings, paths and null, written with a tag each instead of a serialization stream. They are immutable, so
 * nobody can tell the difference. The last of several may be an array of such: as the only one it is nobody's but its reader's.
 * Stateless.
 */
final class SimpleValues {

    private static final int MOST_VALUES = 100;
    private static final int LONGEST_STRING = 16_000;

    private SimpleValues() {}

    static boolean areAll(@Nullable Object[] values) {
        if (values.length > MOST_VALUES) {
            return false;
        }
        int last = values.length - 1;
        for (int i = 0; i < last; i++) {
            if (!isSimple(values[i])) {
                return false;
            }
        }
        return last < 0 || isSimple(values[last]) || isArrayOfSimple(values[last]);
    }

    private static boolean isArrayOfSimple(@Nullable Object value) {
        if (value == null || value.getClass() != Object[].class || ((Object[]) value).length > MOST_VALUES) {
            return false;
        }
        for (Object element : (@Nullable Object[]) value) {
            if (!isSimple(element)) {
                return false;
            }
        }
        return true;
    }

    static boolean isSimple(@Nullable Object value) {
        return value == null
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof String text && text.length() <= LONGEST_STRING
                || value instanceof Character
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte
                || value instanceof Path path && SentPath.isText(path, LONGEST_STRING);
    }

    static void write(@Nullable Object[] values, OutputStream target) throws IOException {
        DataOutputStream out = new DataOutputStream(target);
        out.writeByte(values.length);
        for (Object value : values) {
            if (value instanceof Object[] array) {
                out.writeByte('a');
                out.writeByte(array.length);
                for (Object element : array) {
                    writeOne(element, out);
                }
            } else {
                writeOne(value, out);
            }
        }
    }

    static void writeOne(@Nullable Object value, DataOutputStream out) throws IOException {
        if (value == null) {
            out.writeByte('n');
        } else if (value instanceof Integer number) {
            out.writeByte('i');
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof String text) {
            out.writeByte('t');
            out.writeUTF(text);
        } else if (value instanceof Boolean truth) {
            out.writeByte('z');
            out.writeBoolean(truth);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Float number) {
            out.writeByte('f');
            out.writeInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Character character) {
            out.writeByte('c');
            out.writeChar(character);
        } else if (value instanceof Short number) {
            out.writeByte('s');
            out.writeShort(number);
        } else if (value instanceof Path path) {
            out.writeByte('p');
            out.writeUTF(path.toString());
        } else {
            out.writeByte('b');
            out.writeByte((Byte) value);
        }
    }

    static @Nullable Object[] read(DataInputStream in) throws IOException {
        @Nullable Object[] values = new @Nullable Object[in.readUnsignedByte()];
        for (int i = 0; i < values.length; i++) {
            byte tag = in.readByte();
            values[i] = tag == 'a' && i == values.length - 1 ? readArray(in) : readOne(tag, in);
        }
        return values;
    }

    private static @Nullable Object[] readArray(DataInputStream in) throws IOException {
        @Nullable Object[] array = new @Nullable Object[in.readUnsignedByte()];
        for (int i = 0; i < array.length; i++) {
            array[i] = readOne(in);
        }
        return array;
    }

    static @Nullable Object readOne(DataInputStream in) throws IOException {
        return readOne(in.readByte(), in);
    }

    private static @Nullable Object readOne(byte tag, DataInputStream in) throws IOException {
        return switch (tag) {
            case 'n' -> null;
            case 'i' -> in.readInt();
            case 'l' -> in.readLong();
            case 't' -> in.readUTF();
            case 'z' -> in.readBoolean();
            case 'd' -> Double.longBitsToDouble(in.readLong());
            case 'f' -> Float.intBitsToFloat(in.readInt());
            case 'c' -> in.readChar();
            case 's' -> in.readShort();
            case 'b' -> in.readByte();
            case 'p' -> readPath(in);
            default -> throw new StreamCorruptedException("a value with the unknown tag " + tag);
        };
    }

    private static Path readPath(DataInputStream in) throws IOException {
        try {
            return Path.of(in.readUTF());
        } catch (InvalidPathException e) { // It was forged.
            throw new StreamCorruptedException("a path that is none: " + e.getMessage());
        }
    }
}
