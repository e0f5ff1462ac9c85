package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one of the exceptions that the {@link ExceptionWriter} has, with references in place of the others, and without what the
 * {@link Omissions} leave out. Used by one thread, for one payload.
 */
final class PartWriter extends JavaStreams.Writer {

    private final ExceptionWriter exceptions;
    private final Throwable part;
    /** Null: nothing is left out, and what can't be written is an error. */
    private final @Nullable Omissions omissions;
    /** Whether the next that writes its fields is the exception, as {@link Throwable} is above all its classes. */
    private boolean begun;

    PartWriter(
            OutputStream out,
            Encoding encoding,
            ExceptionWriter exceptions,
            Throwable part,
            @Nullable Omissions omissions)
            throws IOException {
        super(out, encoding.table(), encoding.sharing());
        this.exceptions = exceptions;
        this.part = part;
        this.omissions = omissions;
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
        if (object instanceof Throwable other && other != part) {
            return exceptions.referenceTo(other);
        }
        begun |= object == part;
        if (omissions != null && object != null && omissions.contain(object)) {
            return null; // Null can be assigned to any field.
        }
        Object replaced = super.replaceObject(object);
        if (omissions == null || replaced == null || replaced instanceof Serializable) {
            return replaced;
        }
        omissions.addNotSerializable(replaced.getClass());
        return null;
    }

    @Override
    public void defaultWriteObject() throws IOException {
        boolean first = begun;
        begun = false;
        if (first && omissions != null && omissions.areOthersOut()) {
            writeThrowableByHand();
        } else {
            super.defaultWriteObject();
        }
    }

    /** An exception that fails to be replaced is never shown to {@link #replaceObject}, but a field may be given another content. */
    private void writeThrowableByHand() throws IOException {
        PutField fields = putFields();
        fields.put("detailMessage", part.getMessage());
        Throwable cause = part.getCause();
        fields.put("cause", cause == null ? null : exceptions.referenceTo(cause));
        fields.put("stackTrace", part.getStackTrace());
        List<@Nullable Object> suppressed = new ArrayList<>();
        for (Throwable one : part.getSuppressed()) {
            suppressed.add(exceptions.referenceTo(one));
        }
        fields.put("suppressedExceptions", suppressed);
        writeFields();
    }
}
