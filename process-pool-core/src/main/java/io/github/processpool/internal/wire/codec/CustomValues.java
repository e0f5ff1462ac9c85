package io.github.processpool.internal.wire.codec;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.SerializableBiFunction;
import io.github.processpool.SerializableCallable;
import io.github.processpool.SerializableFunction;
import io.github.processpool.SerializableRunnable;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Values in the format of the user's {@link PayloadSerializer}, each in a frame of its own so that none can read what is
 * another's. Functions, exceptions and what belongs to this library are in the format of {@link JavaStreams}.
 *
 * <pre>{@code
 *  int count, then for each value
 *  byte 'n'                               null
 *  byte 'c' | 'j', int length, bytes      by the user's serializer | a stream of Java serialization
 * }</pre>
 *
 * <p><b>Thread safety:</b> immutable; the serializer has to be safe for use by any thread.
 */
record CustomValues(PayloadSerializer serializer, Sharing sharing) {

    private static final String INTERNAL = "io.github.processpool.internal.";

    /** Which values are not for the user's serializer, by value and place. */
    @FunctionalInterface
    private interface JavaChoice {
        boolean isJava(Object value, int index);
    }

    /** The user's serializer has failed. */
    static final class NotWritableException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int index;

        private NotWritableException(String message, int index, Throwable cause) {
            super(message, cause);
            this.index = index;
        }

        /** Says which value it was, of a task with so many values, the arguments being the last. */
        String inTask(int values, int arguments) {
            int first = values - arguments;
            String which = index >= first ? "argument " + (index - first + 1) : "captured value " + (index + 1);
            return which + " " + getMessage();
        }
    }

    /** The format of a channel; its absence is an error of the other side. */
    static CustomValues of(Decoding decoding) throws InvalidObjectException {
        CustomValues format = decoding.custom();
        if (format == null) {
            throw new InvalidObjectException("a payload of a serializer that this pool does not have");
        }
        return format;
    }

    /** Writes values; the first ones may be functions by their place. */
    EncodedValue write(@Nullable Object[] values, int functions, DefinitionTable table, int limit) throws IOException {
        return write(values, (value, i) -> i < functions || isOurs(value), table, limit);
    }

    /** Writes what goes into a call of a shared object, or comes out of it: what the JDK's interfaces have there is no user's. */
    EncodedValue writeOfCall(@Nullable Object[] values, DefinitionTable table, int limit) throws IOException {
        return write(values, (value, i) -> isOurs(value) || isOfTheJdksInterfaces(value), table, limit);
    }

    private EncodedValue write(@Nullable Object[] values, JavaChoice choice, DefinitionTable table, int limit)
            throws IOException {
        PayloadOutput out = new PayloadOutput(limit);
        new DataOutputStream(out).writeInt(values.length);
        int[] used = writeAll(values, choice, out, table);
        return new EncodedValue(out.toPayload(Payload.Form.CUSTOM), used);
    }

    /** Writes values without their number; returns the definitions that they need. */
    int[] writeAll(@Nullable Object[] values, int functions, PayloadOutput out, DefinitionTable table)
            throws IOException {
        return writeAll(values, (value, i) -> i < functions || isOurs(value), out, table);
    }

    private int[] writeAll(@Nullable Object[] values, JavaChoice choice, PayloadOutput out, DefinitionTable table)
            throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        BitSet used = new BitSet();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value == null) {
                data.writeByte('n');
                continue;
            }
            boolean java = choice.isJava(value, i);
            data.writeByte(java ? 'j' : 'c');
            int start = out.length();
            data.writeInt(0);
            if (java) {
                Arrays.stream(writeJava(value, out, table)).forEach(used::set);
            } else {
                writeCustom(value, i, out);
            }
            out.putInt(start, out.length() - start - Integer.BYTES);
        }
        return used.stream().toArray();
    }

    private int[] writeJava(Object value, PayloadOutput out, DefinitionTable table) throws IOException {
        JavaStreams.Writer writer = new JavaStreams.Writer(out, table, sharing);
        writer.writeObject(value);
        writer.flush();
        return writer.definitions();
    }

    private void writeCustom(Object value, int index, PayloadOutput out) throws IOException {
        Throwable problem = null;
        try {
            serializer.write(value, out);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            problem = e;
        }
        if (out.isExceeded()) { // Even if the serializer has kept it to itself.
            throw new PayloadOutput.LimitExceededException(out.limit());
        }
        if (problem != null) {
            String words = "(" + value.getClass().getName() + ") can't be written by "
                    + serializer.getClass().getName() + ": " + problem;
            throw new NotWritableException(words, index, problem);
        }
    }

    /** The counts, flags, keys and units of queues, maps and locks. */
    private static boolean isOfTheJdksInterfaces(Object value) {
        return value instanceof Boolean
                || value instanceof Character
                || value instanceof String
                || value instanceof Number && value.getClass().getPackageName().equals("java.lang")
                || value instanceof Enum<?> constant
                        && constant.getDeclaringClass().getName().startsWith("java.");
    }

    /** Whether a value is none that the user's serializer could be expected to know. */
    private static boolean isOurs(Object value) {
        Class<?> type = value.getClass();
        return value instanceof Throwable
                || value instanceof SerializableCallable
                || value instanceof SerializableRunnable
                || value instanceof SerializableFunction
                || value instanceof SerializableBiFunction
                || type.isHidden()
                || type.isSynthetic()
                || type.getName().startsWith(INTERNAL)
                || Proxy.isProxyClass(type)
                        && Proxy.getInvocationHandler(value)
                                .getClass()
                                .getName()
                                .startsWith(INTERNAL);
    }

    @Nullable
    Object[] read(Payload payload, Decoding decoding) throws IOException, ClassNotFoundException {
        int count = new DataInputStream(new ByteArrayInputStream(payload.bytes(), 0, payload.length())).readInt();
        if (count < 0 || count > payload.length() - Integer.BYTES) {
            throw new InvalidObjectException("a payload of " + count + " values");
        }
        ValueSource source = open(payload, Integer.BYTES, count, decoding);
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = source.next();
        }
        return values;
    }

    /** Opens the values that fill a payload from an offset on. */
    ValueSource open(Payload payload, int start, int count, Decoding decoding) {
        return new Source(payload, start, count, this, decoding);
    }

    /** Reads one value after the other; used by one thread. */
    private static final class Source implements ValueSource {

        private final Payload payload;
        private final int count;
        private final CustomValues format;
        private final Decoding decoding;
        private int position;

        private Source(Payload payload, int start, int count, CustomValues format, Decoding decoding) {
            this.payload = payload;
            this.position = start;
            this.count = count;
            this.format = format;
            this.decoding = decoding;
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public @Nullable Object next() throws IOException, ClassNotFoundException {
            int rest = payload.length() - position;
            DataInputStream data = new DataInputStream(new ByteArrayInputStream(payload.bytes(), position, rest));
            byte tag = data.readByte();
            if (tag == 'n') {
                position++;
                return null;
            }
            int length = data.readInt();
            if (length < 0 || length > data.available()) {
                throw new StreamCorruptedException("a value of " + length + " bytes");
            }
            int start = position + 1 + Integer.BYTES;
            position = start + length; // Also if it can't be read.
            ByteArrayInputStream own = new ByteArrayInputStream(payload.bytes(), start, length);
            return switch (tag) {
                case 'c' -> format.serializer.read(own);
                case 'j' ->
                    new JavaStreams.Reader(
                                    own,
                                    decoding.definitions(),
                                    decoding.sharing(),
                                    decoding.filter().forPayload(length))
                            .readValue();
                default -> throw new StreamCorruptedException("a value with the unknown tag " + tag);
            };
        }

        @Override
        public void skip(int values) throws IOException {
            for (int i = 0; i < values; i++) {
                ByteBuffer bytes = ByteBuffer.wrap(payload.bytes(), position, payload.length() - position);
                if (!bytes.hasRemaining()) {
                    throw new StreamCorruptedException("values that are cut off");
                }
                if (bytes.get() == 'n') {
                    position++;
                } else if (bytes.remaining() < Integer.BYTES) {
                    throw new StreamCorruptedException("values that are cut off");
                } else {
                    int length = bytes.getInt();
                    if (length < 0 || length > bytes.remaining()) {
                        throw new StreamCorruptedException("a value of " + length + " bytes");
                    }
                    position += 1 + Integer.BYTES + length;
                }
            }
        }
    }
}
