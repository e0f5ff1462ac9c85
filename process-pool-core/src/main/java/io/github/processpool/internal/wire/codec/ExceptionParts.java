package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Payload;
import io.github.processpool.internal.wire.message.RemoteProblem;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;

/**
 * The payload of an exception with others in it: each is a part that can be read without the others, so one that can't be written or
 * read costs itself only. The first part is the exception itself; the parts behind it are those that it, or one of these, refers to.
 *
 * <pre>{@code
 *   int circles                   not 0: a part may refer to one that refers to it
 *   int parts, then for each
 *   text class, boolean has message, text message
 *   int cause                     its place, -1: there is none; counts if the exception can't be had
 *   int notes, then a text each   left out of it; if there is no exception, why
 *   boolean complete              whether there is an exception
 *   int length, bytes             stream of Java serialization: StackTraceElement[], then the exception if there is one
 * }</pre>
 *
 * <p>Stateless; it trusts no length.
 */
final class ExceptionParts {

    /** How many exceptions may hang together. */
    static final int MOST = 1000;
    /** The number of no part. */
    static final int NONE = -1;

    private static final int SMALLEST = 22;

    private ExceptionParts() {}

    /**
     * All that hangs together.
     *
     * @param circles whether one may refer to one that refers to it
     * @param all the first is the one that was thrown
     */
    record Parts(boolean circles, List<Part> all) {}

    /**
     * One exception, with references in place of those in it.
     *
     * @param words its class and message
     * @param cause the place of its cause
     * @param notes what was left out of it, in words; why it is not there, if it is not
     * @param bytes its stack, then the exception itself
     * @param complete whether the exception itself is there
     */
    record Part(RemoteProblem words, int cause, List<String> notes, byte[] bytes, boolean complete) {

        /** Its name, if there is no room for more. */
        Part withoutBytes(String why) {
            RemoteProblem brief = new RemoteProblem(words.className(), null, "");
            return new Part(brief, cause, List.of(why), new byte[0], false);
        }
    }

    static void write(Part part, DataOutputStream out) throws IOException {
        Nested.writeText(part.words().className(), out);
        out.writeBoolean(part.words().message() != null);
        Nested.writeText(part.words().message() == null ? "" : part.words().message(), out);
        out.writeInt(part.cause());
        out.writeInt(part.notes().size());
        for (String note : part.notes()) {
            Nested.writeText(note, out);
        }
        out.writeBoolean(part.complete());
        out.writeInt(part.bytes().length);
        out.write(part.bytes());
    }

    static Parts read(Payload payload) throws IOException {
        DataInputStream in = Nested.open(payload);
        boolean circles = in.readInt() != 0;
        int count = in.readInt();
        if (count < 1 || count > MOST || (long) count * SMALLEST > in.available()) {
            throw new InvalidObjectException(count + " exceptions in " + in.available() + " bytes");
        }
        List<Part> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(readPart(in, count));
        }
        return new Parts(circles, parts);
    }

    private static Part readPart(DataInputStream in, int parts) throws IOException {
        String className = Nested.readText(in);
        boolean hasMessage = in.readBoolean();
        String message = Nested.readText(in);
        int cause = in.readInt();
        int size = in.readInt();
        if (size < 0 || (long) size * Integer.BYTES > in.available()) {
            throw new InvalidObjectException("an exception with " + size + " notes");
        }
        List<String> notes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            notes.add(Nested.readText(in));
        }
        boolean complete = in.readBoolean();
        RemoteProblem words = new RemoteProblem(className, hasMessage ? message : null, "");
        int known = cause >= 0 && cause < parts ? cause : NONE; // There may have been no room for it.
        return new Part(words, known, notes, Nested.readBytes(in), complete);
    }
}
