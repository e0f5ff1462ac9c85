package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.codec.ChunkAnswer.ElementFailure;
import io.github.processpool.internal.wire.codec.ChunkAnswer.FailureOfValue;
import io.github.processpool.internal.wire.message.FailureKind;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The payload that answers a chunk: how its first elements ended. It has the values of those that returned, in order, and for the
 * others the exceptions that they have thrown.
 *
 * <pre>{@code
 *   int count
 *   int failures, then for each: int index, byte kind, problem, byte form, int length, bytes
 *   values                        see ValueSection
 * }</pre>
 *
 * <p>Stateless; it trusts no length.
 */
final class AnswerFormat {

    private static final int HEAD = 2 * Integer.BYTES;
    private static final int SMALLEST_FAILURE = 23;
    /** Room to name the class of an exception, unless its name is unusually long. */
    private static final int SHORT_FAILURE = 160;

    private AnswerFormat() {}

    static int[] write(ChunkAnswer answer, PayloadOutput out, Encoding encoding) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(answer.values().length);
        data.writeInt(answer.failures().size());
        BitSet definitions = new BitSet();
        for (ElementFailure failure : answer.failures()) {
            writeFailure(failure, data);
            Arrays.stream(failure.definitions()).forEach(definitions::set);
        }
        Arrays.stream(ValueSection.write(successes(answer), out, encoding)).forEach(definitions::set);
        return definitions.stream().toArray();
    }

    private static void writeFailure(ElementFailure failure, DataOutputStream data) throws IOException {
        RemoteProblem problem = failure.problem();
        data.writeInt(failure.index());
        data.writeByte(failure.kind().ordinal());
        Nested.writeText(problem.className(), data);
        data.writeBoolean(problem.message() != null);
        Nested.writeText(problem.message() == null ? "" : problem.message(), data);
        Nested.writeText(problem.stackTrace(), data);
        Nested.write(failure.throwable(), data);
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

    /**
     * Makes failures of the values that can't be written, or for which there is no room; slow, for the rare case. The words of all
     * failures come before the values, and these before the exceptions themselves, of which the words can take the place.
     */
    static ChunkAnswer withoutUnwritable(ChunkAnswer answer, int limit, Encoding encoding, FailureOfValue failures) {
        byte kind = ValueSection.kindOf(successes(answer), encoding);
        @Nullable Object[] values = answer.values().clone();
        List<ElementFailure> all = new ArrayList<>();
        long left = (long) limit - HEAD - ValueSection.HEAD;
        for (ElementFailure known : answer.failures()) {
            left -= lengthOf(known) - known.throwable().length();
        }
        int known = 0;
        for (int i = 0; i < values.length; i++) {
            if (known < answer.failures().size() && answer.failures().get(known).index() == i) {
                all.add(answer.failures().get(known++));
                continue;
            }
            // Those behind it must still be able to say at least that they have failed.
            long reserved = (long) SHORT_FAILURE
                    * (values.length - 1 - i - (answer.failures().size() - known));
            try {
                left -= lengthOf(kind, values[i], left - reserved, encoding);
            } catch (Throwable e) { // The values are the user's and throw what they like.
                ElementFailure failure = withoutTraceIfLong(failures.of(i, values[i], e), left - reserved);
                left -= lengthOf(failure) - failure.throwable().length();
                all.add(failure);
                values[i] = null;
            }
        }
        return new ChunkAnswer(values, withThrowables(all, left));
    }

    /** How many bytes a value takes among others of its section; the limit is for these. */
    private static int lengthOf(byte kind, @Nullable Object value, long limit, Encoding encoding) throws IOException {
        PayloadOutput alone = new PayloadOutput((int) Math.max(0, limit + ValueSection.HEAD));
        ValueSection.write(kind, new @Nullable Object[] {value}, alone, encoding);
        return alone.length() - ValueSection.HEAD;
    }

    private static int lengthOf(ElementFailure failure) {
        RemoteProblem problem = failure.problem();
        String message = problem.message() == null ? "" : problem.message();
        int words = Stream.of(problem.className(), message, problem.stackTrace())
                .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        return SMALLEST_FAILURE + words + failure.throwable().length();
    }

    private static ElementFailure withoutTraceIfLong(ElementFailure failure, long room) {
        if (lengthOf(failure) - failure.throwable().length() <= room) {
            return failure;
        }
        RemoteProblem problem = failure.problem();
        RemoteProblem words = new RemoteProblem(problem.className(), problem.message(), "");
        ElementFailure brief = withoutThrowable(failure, words);
        return lengthOf(brief) <= room
                ? brief
                : withoutThrowable(failure, new RemoteProblem(problem.className(), null, ""));
    }

    private static ElementFailure withoutThrowable(ElementFailure failure, RemoteProblem words) {
        return new ElementFailure(failure.index(), failure.kind(), words, Payload.NONE, new int[0]);
    }

    /** Keeps the exceptions for which there is room. */
    private static List<ElementFailure> withThrowables(List<ElementFailure> failures, long room) {
        List<ElementFailure> kept = new ArrayList<>(failures.size());
        long left = room;
        for (ElementFailure failure : failures) {
            int length = failure.throwable().length();
            boolean fits = length <= left;
            left -= fits ? length : 0;
            kept.add(fits ? failure : withoutThrowable(failure, failure.problem()));
        }
        return kept;
    }

    static ChunkAnswer read(Payload payload, int mostElements, Decoding decoding) throws IOException {
        DataInputStream in = Nested.open(payload);
        int count = in.readInt();
        if (count < 1 || count > mostElements) { // Nothing may be allocated for what nobody has asked for.
            throw new InvalidObjectException(count + " ends of " + mostElements + " elements");
        }
        List<ElementFailure> failures = readFailures(in, count);
        ValueSource source = ValueSection.open(payload, payload.length() - in.available(), decoding);
        if (source.count() != count - failures.size()) {
            throw new InvalidObjectException(
                    source.count() + " values and " + failures.size() + " failures of " + count + " elements");
        }
        return readValues(source, count, failures);
    }

    /** Whether there is nothing but simple values in it, which are no objects of the user's. */
    static boolean isPlain(Payload payload) {
        if (payload.length() < HEAD + ValueSection.HEAD) {
            return false;
        }
        int failures = (int) ValueSection.INTS.get(payload.bytes(), Integer.BYTES);
        return failures == 0 && ValueSection.isPlain(payload.bytes()[HEAD]);
    }

    /** Reads the words of the failures only. */
    static List<RemoteProblem> readProblems(Payload payload) throws IOException {
        DataInputStream in = Nested.open(payload);
        int count = in.readInt();
        return readFailures(in, count).stream().map(ElementFailure::problem).toList();
    }

    private static List<ElementFailure> readFailures(DataInputStream in, int count) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > count || (long) size * SMALLEST_FAILURE > in.available()) {
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
            String className = Nested.readText(in);
            boolean hasMessage = in.readBoolean();
            String message = Nested.readText(in);
            RemoteProblem problem = new RemoteProblem(className, hasMessage ? message : null, Nested.readText(in));
            failures.add(new ElementFailure(index, FailureKind.VALUES[kind], problem, Nested.read(in), new int[0]));
        }
        return failures;
    }

    /** A value that can't be read is a failure of its element. */
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
}
