package io.github.processpool.internal.wire.codec;

import io.github.processpool.RemoteTaskException;
import io.github.processpool.internal.wire.codec.ExceptionParts.Part;
import io.github.processpool.internal.wire.codec.ExceptionParts.Parts;
import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the {@link ExceptionWriter} has written, for the {@link Codec}. An exception that can't be had is replaced by a {@link
 * RemoteTaskException} that tells of it, where it was; what the writer has left out is told by one that is suppressed.
 *
 * <p>Used by one thread, for one exception.
 */
final class ExceptionReader {

    /** How many exceptions may be read within each other: only those of a circle need it, or those that are forged. */
    private static final int DEEPEST = 100;

    private final Decoding decoding;
    private final StreamRoom room;
    private final List<Part> parts;
    private final @Nullable Throwable[] exceptions;
    /** For references to those that are not read yet when they are needed; each is told once. */
    private final @Nullable Throwable[] placeholders;
    /** For references to those that are not there. */
    private @Nullable Throwable missing;

    /** Which exceptions stand for one that can't be had. */
    private final BitSet standIns = new BitSet();
    /** Which are being read; one that refers to one of these is part of a circle. */
    private final BitSet underWay = new BitSet();

    private ExceptionReader(List<Part> parts, int length, Decoding decoding) {
        this.parts = parts;
        this.decoding = decoding;
        this.room = new StreamRoom(length);
        this.exceptions = new @Nullable Throwable[parts.size()];
        this.placeholders = new @Nullable Throwable[parts.size()];
    }

    static Throwable read(Payload payload, ValueCodec values, RemoteProblem problem, String who) {
        String why = "it could not be serialized where it was thrown";
        Throwable cause = null;
        try {
            if (payload.form() == Payload.Form.EXCEPTION) {
                Parts parts = ExceptionParts.read(payload);
                ExceptionReader reader = new ExceptionReader(parts.all(), payload.length(), values.decoding());
                Throwable first = parts.circles() ? reader.exception(0) : reader.readAll();
                if (!reader.standIns.get(0)) {
                    return first;
                }
                why = Objects.requireNonNull(first.getMessage());
                cause = first.getCause();
            } else if (payload.length() > 0) {
                return wellBehaved(values.read(payload)[0]);
            }
        } catch (Throwable e) { // It is the user's, and nobody else would end what waits for it.
            why = RemoteProblem.briefly(e).words();
        }
        return new RemoteTaskException(
                who + " threw " + problem.words() + " (which can't be shown as it was: " + why + ")\n"
                        + problem.stackTrace(),
                problem.className(),
                problem.stackTrace(),
                cause);
    }

    /** A wrapper asks for its words; where that throws, a future could not even be completed. */
    private static Throwable wellBehaved(@Nullable Object read) throws InvalidObjectException {
        if (read instanceof Throwable thrown) {
            Objects.requireNonNull(thrown.toString());
            return thrown;
        }
        throw new InvalidObjectException(
                "it turned into a " + (read == null ? "null" : read.getClass().getName()));
    }

    /** From the last to the first, so that each is read after those that it refers to, and long chains need no deep stack. */
    private Throwable readAll() {
        for (int i = parts.size() - 1; i > 0; i--) {
            exception(i);
        }
        return exception(0);
    }

    private Throwable exception(int index) {
        Throwable known = exceptions[index];
        if (known != null) {
            return known;
        }
        if (underWay.get(index) || underWay.cardinality() == DEEPEST) {
            return placeholder(index);
        }
        underWay.set(index);
        Throwable read = read(index, parts.get(index));
        underWay.clear(index);
        exceptions[index] = read;
        return read;
    }

    private Throwable placeholder(int index) {
        Throwable placeholder = placeholders[index];
        if (placeholder == null) {
            Part part = parts.get(index);
            String why = underWay.get(index) ? "CIRCULAR REFERENCE" : "TOO DEEP";
            String words = "[" + why + ": " + part.words().words() + "]";
            placeholder = standIn(part, new StackTraceElement[0], words, null);
            placeholders[index] = placeholder;
        }
        return placeholder;
    }

    private Throwable missing() {
        if (missing == null) {
            missing = new RemoteTaskException("There was no room for it", "?", "");
        }
        return missing;
    }

    private Throwable read(int index, Part part) {
        PartReader reader = new PartReader();
        String why = String.join(", ", part.notes());
        try {
            reader.read(part);
            if (part.complete()) {
                return withNotes(part, reader.thrown());
            }
        } catch (Throwable e) { // It is the user's and throws what it likes.
            NotSerializable.rethrowIfFatal(e);
            reader.giveBack();
            Throwable without = reader.replaced.isEmpty() ? null : withoutStandIns(part, reader.replaced);
            if (without != null) {
                return without;
            }
            why = part.complete() ? RemoteProblem.briefly(e).words() : why;
        }
        standIns.set(index);
        Throwable cause = part.cause() == ExceptionParts.NONE ? null : exception(part.cause());
        return standIn(part, reader.stack, index == 0 ? why : inWords(part, why), cause);
    }

    /** A field that is declared to be of a certain exception can't have a stand-in: they are told beside it. */
    private @Nullable Throwable withoutStandIns(Part part, Set<Throwable> replaced) {
        PartReader reader = new PartReader();
        reader.withStandIns = false;
        try {
            reader.read(part);
            Throwable thrown = withNotes(part, reader.thrown());
            replaced.forEach(thrown::addSuppressed);
            return thrown;
        } catch (Throwable e) { // As before.
            NotSerializable.rethrowIfFatal(e);
            reader.giveBack();
            return null;
        }
    }

    private static Throwable withNotes(Part part, @Nullable Object read) throws InvalidObjectException {
        Throwable thrown = wellBehaved(read);
        if (!part.notes().isEmpty()) {
            String words = "Not sent with this exception, and null in it: " + String.join("; ", part.notes());
            thrown.addSuppressed(standIn(part, new StackTraceElement[0], words, null));
        }
        return thrown;
    }

    private static String inWords(Part part, String why) {
        return part.words().words() + " (which can't be shown as it was: " + why + ")";
    }

    private static RemoteTaskException standIn(
            Part part, StackTraceElement[] stack, String words, @Nullable Throwable cause) {
        StringBuilder trace = new StringBuilder(part.words().words());
        for (StackTraceElement element : stack) {
            trace.append("\n\tat ").append(element);
        }
        RemoteTaskException standIn =
                new RemoteTaskException(words, part.words().className(), trace.toString(), cause);
        standIn.setStackTrace(stack); // It was thrown there, and not here.
        return standIn;
    }

    /** Reads one part; used once. */
    private final class PartReader {

        private final Set<Throwable> replaced = new LinkedHashSet<>();
        private boolean withStandIns = true;
        private StackTraceElement[] stack = new StackTraceElement[0];
        private @Nullable Object thrown;
        private StreamRoom.@Nullable Share share;

        private void read(Part part) throws IOException, ClassNotFoundException {
            if (part.bytes().length == 0) {
                return;
            }
            StreamFilter filter = decoding.filter().forPart(part.bytes().length, room);
            share = filter.share();
            try {
                JavaStreams.Reader in = open(part.bytes(), filter);
                if (in.readValue() instanceof StackTraceElement[] elements) {
                    stack = elements;
                }
                thrown = part.complete() ? in.readValue() : null;
            } finally {
                share.end();
            }
        }

        private void giveBack() {
            thrown = null;
            if (share != null) {
                share.giveBack();
            }
        }

        private @Nullable Object thrown() {
            return thrown;
        }

        private JavaStreams.Reader open(byte[] bytes, StreamFilter filter) throws IOException {
            return new JavaStreams.Reader(
                    new ByteArrayInputStream(bytes), decoding.definitions(), decoding.sharing(), filter) {
                @Override
                @Nullable
                Object standsFor(@Nullable Object object) throws IOException {
                    return object instanceof ExceptionReference reference
                            ? referredTo(reference.part())
                            : super.standsFor(object);
                }
            };
        }

        private @Nullable Throwable referredTo(int index) {
            boolean isThere = index >= 0 && index < parts.size();
            Throwable other = isThere ? exception(index) : missing();
            boolean isStandIn = !isThere || standIns.get(index) || other != exceptions[index];
            if (isStandIn) {
                replaced.add(other);
            }
            return isStandIn && !withStandIns ? null : other;
        }
    }
}
