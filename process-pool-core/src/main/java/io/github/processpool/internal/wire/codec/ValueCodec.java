package io.github.processpool.internal.wire.codec;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.TaskSerializationException;
import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.handle.Sharing;
import io.github.processpool.internal.wire.message.Payload;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a few values into one payload and reads them back, for the codecs of tasks and chunks. It chooses the form: none at all, a
 * {@code byte[]} as it is, simple values with a tag each, the user's format, or a stream of Java serialization. It does not know
 * functions.
 *
 * <p><b>Thread safety:</b> any thread; the state is in the two tables.
 */
final class ValueCodec {

    private static final int[] NO_DEFINITIONS = new int[0];
    /** How long the answer to a chunk may be to be read in passing, in bytes. */
    private static final int SHORT_ANSWER = 1 << 18;

    private final DefinitionTable table;
    private final Definitions definitions;
    private final ValueFilter filter;
    private final int maxPayload;
    private final Sharing sharing;
    /** Set once at most, before the first value; volatile because another thread may do that than those that use it. */
    private volatile @Nullable CustomValues custom;

    ValueCodec(DefinitionTable table, Definitions definitions, ValueFilter filter, int maxPayload, Sharing sharing) {
        this.table = table;
        this.definitions = definitions;
        this.filter = filter;
        this.maxPayload = maxPayload;
        this.sharing = sharing;
    }

    void serializeWith(PayloadSerializer serializer) {
        custom = new CustomValues(serializer, sharing);
    }

    /** Has another one use the user's format, if there is one. */
    void lendFormat(ValueCodec other) {
        CustomValues format = custom;
        if (format != null) {
            other.serializeWith(format.serializer());
        }
    }

    /** Whether values are written in the user's format. */
    boolean isCustom() {
        return custom != null;
    }

    /** Returns one that writes every class in full, in the JDK's format. */
    ValueCodec withoutDefinitions() {
        return new ValueCodec(DefinitionTable.full(), definitions, filter, maxPayload, sharing);
    }

    int maxPayload() {
        return maxPayload;
    }

    Encoding encoding() {
        return new Encoding(table, sharing, custom);
    }

    Decoding decoding() {
        return new Decoding(definitions, sharing, filter, custom);
    }

    /** A snapshot is a copy that later changes by the caller do not reach; the first value may be the task itself. */
    EncodedValue write(@Nullable Object[] values, boolean snapshot, int functions) throws IOException {
        if (values.length == 0) {
            return new EncodedValue(Payload.NONE, NO_DEFINITIONS);
        }
        CustomValues format = custom;
        if (format != null) {
            return format.write(values, functions, table, maxPayload);
        }
        if (values.length == 1 && values[0] instanceof byte[] bytes) {
            if (bytes.length > maxPayload) {
                throw new PayloadOutput.LimitExceededException(maxPayload);
            }
            return new EncodedValue(Payload.raw(snapshot ? Arrays.copyOf(bytes, bytes.length) : bytes), NO_DEFINITIONS);
        }
        return SimpleValues.areAll(values) ? writeSimple(values) : writeStream(values);
    }

    private EncodedValue writeSimple(@Nullable Object[] values) throws IOException {
        PayloadOutput out = new PayloadOutput(maxPayload);
        SimpleValues.write(values, out);
        return new EncodedValue(out.toPayload(Payload.Form.SIMPLE), NO_DEFINITIONS);
    }

    private EncodedValue writeStream(@Nullable Object[] values) throws IOException {
        PayloadOutput out = new PayloadOutput(maxPayload);
        JavaStreams.Writer writer = new JavaStreams.Writer(out, table, sharing);
        writer.writeInt(values.length);
        for (Object value : values) {
            writer.writeObject(value);
        }
        writer.flush();
        return new EncodedValue(out.toPayload(Payload.Form.STREAM), writer.definitions());
    }

    /** Writes the arguments of a call of a shared object, or its result. */
    EncodedValue writeOfCall(@Nullable Object[] values) throws IOException {
        CustomValues format = custom;
        return format == null || values.length == 0
                ? write(values, false, 0)
                : format.writeOfCall(values, table, maxPayload);
    }

    /** Writes one value that refers to no definition. */
    Payload writeAlone(Object value) {
        PayloadOutput out = new PayloadOutput(maxPayload);
        try {
            JavaStreams.Writer writer = new JavaStreams.Writer(out, DefinitionTable.full(), sharing);
            writer.writeInt(1);
            writer.writeObject(value);
            writer.flush();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw new TaskSerializationException(
                    NotSerializable.describeValue(NotSerializable.className(value), value, e), e);
        }
        return out.toPayload(Payload.Form.STREAM);
    }

    @Nullable
    Object[] read(Payload payload) throws IOException, ClassNotFoundException {
        return switch (payload.form()) {
            case NONE -> new @Nullable Object[0];
            case CUSTOM -> CustomValues.of(decoding()).read(payload, decoding());
            case LOST -> throw lost(payload);
            case CHUNK, EXCEPTION -> throw new InvalidObjectException("no value, where there should be one");
            case RAW -> readRaw(payload);
            case SIMPLE -> readSimple(payload);
            default -> readStream(payload);
        };
    }

    /** Says why there is nothing to read. */
    static IOException lost(Payload payload) {
        return new IOException("it has " + payload.length() + " bytes, for which the heap of this process has no room");
    }

    /** Whether reading takes no time worth mentioning and runs no code but the JDK's, whoever wrote the payload. */
    boolean isReadAtOnce(Payload payload) {
        return switch (payload.form()) {
            case NONE, LOST -> true;
            case RAW, SIMPLE -> !filter.isForeign();
            case CHUNK -> payload.length() <= SHORT_ANSWER && !filter.isForeign() && AnswerFormat.isPlain(payload);
            case STREAM, CUSTOM, EXCEPTION -> false;
        };
    }

    private @Nullable Object[] readRaw(Payload payload) throws IOException {
        byte[] bytes = payload.bytes().length == payload.length()
                ? payload.bytes()
                : Arrays.copyOf(payload.bytes(), payload.length());
        filter.check(bytes, bytes.length);
        return new @Nullable Object[] {bytes};
    }

    private @Nullable Object[] readSimple(Payload payload) throws IOException {
        @Nullable Object[] values = SimpleValues.read(new DataInputStream(bytesOf(payload)));
        for (Object value : values) {
            filter.check(value, payload.length());
            if (value instanceof Object[] array) {
                for (Object element : array) {
                    filter.check(element, payload.length());
                }
            }
        }
        return values;
    }

    private @Nullable Object[] readStream(Payload payload) throws IOException, ClassNotFoundException {
        JavaStreams.Reader reader =
                new JavaStreams.Reader(bytesOf(payload), definitions, sharing, filter.forPayload(payload.length()));
        int count = reader.readInt();
        if (count < 0 || count > payload.length()) {
            throw new InvalidObjectException("a payload of " + count + " values");
        }
        @Nullable Object[] values = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = reader.readValue();
        }
        return values;
    }

    private static ByteArrayInputStream bytesOf(Payload payload) {
        return new ByteArrayInputStream(payload.bytes(), 0, payload.length());
    }
}
