package io.github.processpool.internal.wire;

import io.github.processpool.internal.wire.ChunkAnswer.ElementFailure;
import io.github.processpool.internal.wire.ChunkAnswer.FailureOfValue;
import io.github.processpool.internal.wire.Message.FailureKind;
import io.github.processpool.internal.wire.Message.RemoteProblem;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payloads of chunks, both ways. The inputs of many elements, of which a part is to be run:
 *
 * <pre>{@code
 *   int first, int count          the elements to run
 *   byte limited                  whether the worker ends the chunk early
 *   byte form, int length, bytes  captured values, or the function
 *   values                        the inputs of all elements, see ValueSection
 * }</pre>
 *
 * <p>And their ends: values of those that returned, in order, and what those that did not have thrown:
 *
 * <pre>{@code
 *   int count
 *   int failures, then for each: int index, byte kind, problem, byte form, int length, bytes
 *   values
 * }</pre>
 *
 * <p>Stateless; it trusts no length.
 */
final class ChunkFormat {

    private static final int COUNT_AT = Integer.BYTES;
    private static final int SMALLEST_FAILURE = 23;

    private ChunkFormat() {}

    /** What stands before the inputs. */
    record Head(int first, int count, boolean limited, Payload captured, int inputsAt) {}

    // -- Inputs --

    static int[] writeInputs(
            Payload captured,
            @Nullable Object[] inputs,
            int count,
            boolean limited,
            PayloadOutput out,
            Encoding encoding)
            throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(0);
        data.writeInt(count);
        data.writeBoolean(limited);
        writeNested(captured, data);
        return ValueSection.write(inputs, out, encoding);
    }

    static Payload part(Payload chunk, int from, int count) {
        byte[] copy = Arrays.copyOf(chunk.bytes(), chunk.length());
        ByteBuffer head = ByteBuffer.wrap(copy);
        head.putInt(0, head.getInt(0) + from);
        head.putInt(COUNT_AT, count);
        return new Payload(chunk.form(), copy, copy.length);
    }

    static Head readHead(Payload chunk) throws IOException {
        DataInputStream in = open(chunk);
        int first = in.readInt();
        int count = in.readInt();
        boolean limited = in.readBoolean();
        Payload captured = readNested(in);
        if (first < 0 || count < 1 || first > Integer.MAX_VALUE - count) {
            throw new InvalidObjectException("a chunk of " + count + " elements from " + first);
        }
        return new Head(first, count, limited, captured, chunk.length() - in.available());
    }

    // -- Ends --

    static int[] writeAnswer(ChunkAnswer answer, PayloadOutput out, Encoding encoding) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(answer.values().length);
        data.writeInt(answer.failures().size());
        int[] definitions = new int[0];
        for (ElementFailure failure : answer.failures()) {
            data.writeInt(failure.index());
            data.writeByte(failure.kind().ordinal());
            writeText(failure.problem().className(), data);
            data.writeBoolean(failure.problem().message() != null);
            writeText(
                    failure.problem().message() == null ? "" : failure.problem().message(), data);
            writeText(failure.problem().stackTrace(), data);
            writeNested(failure.throwable(), data);
            definitions = concat(definitions, failure.definitions());
        }
        return concat(definitions, ValueSection.write(successes(answer), out, encoding));
    }

    private static @Nullable Object[] successes(ChunkAnswer answer) {
        if (answer.failures().isEmpty()) {
            return answer.values();
        }
        BitSet failed = new BitSet();
        answer.failures().forEach(failure -> failed.set(failure.index()));
        @Nullable Object[] successes = new @Nullable Object[answer.values().length - failed.cardinality()];
        int next = 0;
        for (int i = failed.nextClearBit(0); i < answer.values().length; i = failed.nextClearBit(i + 1)) {
            successes[next++] = answer.values()[i];
        }
        return successes;
    }

    /** Makes failures of the values that can't be written, or for which there is no room; slow, for the rare case. */
    static ChunkAnswer withoutUnwritable(ChunkAnswer answer, int limit, Encoding encoding, FailureOfValue failures) {
        List<ElementFailure> all = new ArrayList<>();
        @Nullable Object[] values = answer.values().clone();
        int known = 0;
        long left = limit;
        for (int i = 0; i < values.length; i++) {
            if (known < answer.failures().size() && answer.failures().get(known).index() == i) {
                all.add(answer.failures().get(known++));
                continue;
            }
            PayloadOutput alone = new PayloadOutput((int) left);
            try {
                ValueSection.write(new @Nullable Object[] {values[i]}, alone, encoding);
                left -= alone.toPayload(Payload.Form.CHUNK).length();
            } catch (Throwable e) { // The values are the user's and throw what they like.
                all.add(failures.of(i, values[i], e));
                values[i] = null;
            }
        }
        return new ChunkAnswer(values, all);
    }

    static ChunkAnswer readAnswer(Payload payload, Decoding decoding) throws IOException {
        DataInputStream in = open(payload);
        int count = in.readInt();
        List<ElementFailure> failures = readFailures(in, count);
        ValueSource source = ValueSection.open(payload, payload.length() - in.available(), decoding);
        if (count < 0 || source.count() != count - failures.size()) {
            throw new InvalidObjectException(
                    source.count() + " values and " + failures.size() + " failures of " + count + " elements");
        }
        return readValues(source, count, failures);
    }

    private static List<ElementFailure> readFailures(DataInputStream in, int count) throws IOException {
        int size = in.readInt();
        if (size < 0 || (long) size * SMALLEST_FAILURE > in.available()) {
            throw new InvalidObjectException(size + " failures in " + in.available() + " bytes");
        }
        List<ElementFailure> failures = new ArrayList<>(size);
        int last = -1;
        for (int i = 0; i < size; i++) {
            int index = in.readInt();
            int kind = in.readUnsignedByte();
            if (index <= last || index >= count || kind >= FailureKind.VALUES.length) {
                throw new InvalidObjectException("a failure " + kind + " of element " + index);
            }
            last = index;
            String className = readText(in);
            boolean hasMessage = in.readBoolean();
            String message = readText(in);
            RemoteProblem problem = new RemoteProblem(className, hasMessage ? message : null, readText(in));
            failures.add(new ElementFailure(index, FailureKind.VALUES[kind], problem, readNested(in), new int[0]));
        }
        return failures;
    }

    /** What can't be read is a failure of its element. */
    private static ChunkAnswer readValues(ValueSource source, int count, List<ElementFailure> failures) {
        @Nullable Object[] values = new @Nullable Object[count];
        Map<Integer, Throwable> unreadable = new HashMap<>();
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (next < failures.size() && failures.get(next).index() == i) {
                next++;
            } else {
                try {
                    values[i] = source.next();
                } catch (Throwable e) { // Reading runs code of the user's.
                    unreadable.put(i, e);
                }
            }
        }
        return new ChunkAnswer(values, failures, unreadable);
    }

    // -- Parts --

    private static DataInputStream open(Payload payload) {
        return new DataInputStream(new ByteArrayInputStream(payload.bytes(), 0, payload.length()));
    }

    private static void writeNested(Payload payload, DataOutputStream out) throws IOException {
        out.writeByte(payload.form().ordinal());
        out.writeInt(payload.length());
        out.write(payload.bytes(), 0, payload.length());
    }

    private static Payload readNested(DataInputStream in) throws IOException {
        int form = in.readUnsignedByte();
        if (form >= Payload.Form.CHUNK.ordinal()) {
            throw new InvalidObjectException("a payload of the impossible form " + form);
        }
        byte[] bytes = readBytes(in);
        return new Payload(Payload.Form.VALUES[form], bytes, bytes.length);
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new InvalidObjectException("a part of " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    private static int[] concat(int[] some, int[] more) {
        int[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}
