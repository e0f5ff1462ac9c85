package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.codec.Codec.EncodedValue;
import io.github.processpool.internal.wire.codec.ExceptionParts.Part;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an exception, for the {@link Codec}, so that as much of it arrives as can: one without others in it like any value, if that
 * is possible; else in {@link ExceptionParts}. One that can't be written is repaired by the {@link ExceptionRepair}, and if there is
 * nothing to repair its class, message and stack are sent.
 *
 * <p>Exceptions that refer to each other in a circle are one value, as only that has circles; if it can't be written the circle is cut.
 *
 * <p>Used by one thread, for one exception.
 */
final class ExceptionWriter {

    /** How long all that hangs together may take to repair. */
    private static final long REPAIR_NANOS = 500_000_000;

    private final ValueCodec values;
    private final BitSet definitions = new BitSet();
    private final List<Throwable> parts = new ArrayList<>();
    private final Map<Throwable, ExceptionReference> references = new IdentityHashMap<>();
    /** The place of the part that is being written. */
    private int current;
    /** Whether a part may refer to one that refers to it. */
    private boolean circles;
    /** Whether there are more than can be sent in parts. */
    private boolean tooMany;

    private long repairNanos = REPAIR_NANOS;

    private ExceptionWriter(ValueCodec values) {
        this.values = values;
    }

    static EncodedValue write(Throwable thrown, ValueCodec values) throws IOException {
        EncodedValue alone = isAlone(thrown) ? whole(thrown, values) : null;
        if (alone != null) {
            return alone;
        }
        ExceptionWriter writer = new ExceptionWriter(values);
        EncodedValue inParts = writer.inParts(thrown);
        EncodedValue tangle = writer.circles || writer.tooMany ? whole(thrown, values) : null;
        return tangle == null ? inParts : tangle;
    }

    private static boolean isAlone(Throwable thrown) {
        try {
            return thrown.getCause() == null && thrown.getSuppressed().length == 0;
        } catch (RuntimeException e) { // It is the user's.
            return false;
        }
    }

    private static @Nullable EncodedValue whole(Throwable thrown, ValueCodec values) {
        try {
            return values.write(new Object[] {thrown}, false, 0);
        } catch (Throwable e) { // It throws what it likes.
            NotSerializable.rethrowIfFatal(e);
            return null;
        }
    }

    private EncodedValue inParts(Throwable thrown) throws IOException {
        PayloadOutput out = new PayloadOutput(values.maxPayload());
        out.write(new byte[2 * Integer.BYTES]);
        referenceTo(thrown);
        circles = false;
        boolean room = true;
        while (room && current < parts.size()) {
            room = write(part(parts.get(current), values.maxPayload() - out.length()), out);
            current += room ? 1 : 0;
        }
        if (current == 0) {
            throw new PayloadOutput.LimitExceededException(values.maxPayload());
        }
        out.putInt(0, circles ? 1 : 0);
        out.putInt(Integer.BYTES, current);
        return new EncodedValue(
                out.toPayload(Payload.Form.EXCEPTION), definitions.stream().toArray());
    }

    /** False if there is not even room for its name. */
    private static boolean write(Part part, PayloadOutput out) throws IOException {
        int left = out.limit() - out.length();
        byte[] bytes = bytesOf(part, left);
        if (bytes == null) {
            bytes = bytesOf(part.withoutBytes("it is larger than the limit"), left);
        }
        if (bytes != null) {
            out.write(bytes, 0, bytes.length);
        }
        return bytes != null;
    }

    private static byte @Nullable [] bytesOf(Part part, int limit) throws IOException {
        PayloadOutput out = new PayloadOutput(limit);
        try {
            ExceptionParts.write(part, new DataOutputStream(out));
            return out.toBytes();
        } catch (PayloadOutput.LimitExceededException e) {
            return null;
        }
    }

    /** Called by the writer of a part for each exception in it; null if there are too many. */
    @Nullable
    ExceptionReference referenceTo(Throwable other) {
        ExceptionReference known = references.get(other);
        if (known == null && parts.size() < ExceptionParts.MOST) {
            known = new ExceptionReference(parts.size());
            parts.add(other);
            references.put(other, known);
        }
        tooMany |= known == null;
        circles |= known != null && known.part() <= current;
        return known;
    }

    private Part part(Throwable thrown, int limit) {
        RemoteProblem words = RemoteProblem.briefly(thrown);
        try {
            return new Part(words, causeOf(thrown), List.of(), bytesOf(thrown, null, limit), true);
        } catch (Throwable e) { // It throws what it likes.
            NotSerializable.rethrowIfFatal(e);
            Part repaired = repaired(thrown, words, limit);
            return repaired == null ? inWords(thrown, words, e, limit) : repaired;
        }
    }

    private @Nullable Part repaired(Throwable thrown, RemoteProblem words, int limit) {
        long start = System.nanoTime();
        try {
            Omissions without = new ExceptionRepair(this, thrown, values, limit, repairNanos).find();
            return without == null
                    ? null
                    : new Part(words, causeOf(thrown), without.notes(thrown), bytesOf(thrown, without, limit), true);
        } catch (Throwable e) { // Once more.
            NotSerializable.rethrowIfFatal(e);
            return null;
        } finally {
            repairNanos -= System.nanoTime() - start;
        }
    }

    private Part inWords(Throwable thrown, RemoteProblem words, Throwable problem, int limit) {
        String why = problem instanceof PayloadOutput.LimitExceededException
                ? "it is larger than the limit"
                : "it could not be serialized: "
                        + RemoteProblem.briefly(problem).words();
        byte[] stack = new byte[0];
        try {
            stack = bytesOfStack(thrown, limit);
        } catch (IOException e) {
            // Without it, then.
        }
        return new Part(words, causeOf(thrown), List.of(why), stack, false);
    }

    private int causeOf(Throwable thrown) {
        try {
            Throwable cause = thrown.getCause();
            ExceptionReference reference = cause == null || cause == thrown ? null : referenceTo(cause);
            return reference == null ? ExceptionParts.NONE : reference.part();
        } catch (RuntimeException e) { // It is the user's.
            return ExceptionParts.NONE;
        }
    }

    private byte[] bytesOf(Throwable thrown, @Nullable Omissions without, int limit) throws IOException {
        PayloadOutput out = new PayloadOutput(limit);
        PartWriter writer = new PartWriter(out, values.encoding(), this, thrown, without);
        writer.writeObject(stackOf(thrown));
        writer.writeObject(thrown);
        return finish(writer, out);
    }

    private byte[] bytesOfStack(Throwable thrown, int limit) throws IOException {
        PayloadOutput out = new PayloadOutput(limit);
        PartWriter writer = new PartWriter(out, values.encoding(), this, thrown, null);
        writer.writeObject(stackOf(thrown));
        return finish(writer, out);
    }

    private byte[] finish(PartWriter writer, PayloadOutput out) throws IOException {
        writer.flush();
        Arrays.stream(writer.definitions()).forEach(definitions::set);
        return out.toBytes();
    }

    private static StackTraceElement[] stackOf(Throwable thrown) {
        try {
            return thrown.getStackTrace();
        } catch (RuntimeException e) { // It is the user's.
            return new StackTraceElement[0];
        }
    }
}
