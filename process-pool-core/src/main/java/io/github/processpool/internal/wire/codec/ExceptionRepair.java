package io.github.processpool.internal.wire.codec;

import io.github.processpool.RemoteTaskException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for the {@link ExceptionWriter}, for the least that has to be left out of an exception that can't be written: first only
 * objects that are not serializable, then all that is in a field which fails by itself, then its cause and suppressed ones where
 * they stand. Each try is read again here, as a class may
 * refuse to be without something.
 *
 * <p>It is slow and for the rare case. Used by one thread, for one exception.
 */
final class ExceptionRepair {

    private final ExceptionWriter exceptions;
    private final Throwable thrown;
    private final ValueCodec values;
    private final int limit;
    private final Omissions omissions = new Omissions();

    ExceptionRepair(ExceptionWriter exceptions, Throwable thrown, ValueCodec values, int limit) {
        this.exceptions = exceptions;
        this.thrown = thrown;
        this.values = values;
        this.limit = limit;
    }

    /** Returns what has to be left out; null if that does not help. */
    @Nullable
    Omissions find() {
        if (canCross(thrown, omissions, limit)) {
            return omissions;
        }
        for (Class<?> type = thrown.getClass(); type != null && type != Throwable.class; type = type.getSuperclass()) {
            for (Field field : CulpritSearch.serializedFields(type)) {
                addIfItFails(field);
            }
        }
        omissions.testElements(element -> canCross(element, new Omissions(), limit / 2));
        if (canCross(thrown, omissions, limit)) {
            return omissions;
        }
        omissions.leaveOthersOut();
        return canCross(thrown, omissions, limit) ? omissions : null;
    }

    private void addIfItFails(Field field) {
        Object content = CulpritSearch.valueOf(field, thrown);
        // One that takes half of the room may be why there is not enough.
        if (content != null && !(content instanceof Throwable) && !canCross(content, new Omissions(), limit / 2)) {
            String name = NotSerializable.className(thrown) + "." + field.getName();
            boolean foreseeable = content instanceof Serializable;
            omissions.add(
                    content,
                    name + " (" + content.getClass().getName() + ") "
                            + (foreseeable ? "can't be written and read again" : "is not serializable"));
        }
    }

    private boolean canCross(Object value, Omissions without, int room) {
        without.clear();
        try {
            PayloadOutput out = new PayloadOutput(room);
            Encoding alone =
                    new Encoding(DefinitionTable.full(), values.encoding().sharing(), null);
            PartWriter writer = new PartWriter(out, alone, exceptions, thrown, without);
            writer.writeObject(value);
            writer.flush();
            byte[] bytes = out.toBytes();
            return canBeRead(bytes, new RemoteTaskException("", "", "")) || canBeRead(bytes, null);
        } catch (Throwable e) { // The values are the user's and throw what they like.
            NotSerializable.rethrowIfFatal(e);
            return false;
        }
    }

    /** With something in place of other exceptions: a list of suppressed ones has no null, a field may have no other class. */
    private boolean canBeRead(byte[] bytes, @Nullable Throwable other) {
        try {
            return open(bytes, other).readValue() != null;
        } catch (Throwable e) { // As above.
            NotSerializable.rethrowIfFatal(e);
            return false;
        }
    }

    private JavaStreams.Reader open(byte[] bytes, @Nullable Throwable other) throws IOException {
        Decoding decoding = values.decoding();
        StreamFilter filter = decoding.filter().limitsOnly(bytes.length);
        return new JavaStreams.Reader(
                new ByteArrayInputStream(bytes), decoding.definitions(), decoding.sharing(), filter) {
            @Override
            @Nullable
            Object standsFor(@Nullable Object object) throws IOException {
                return object instanceof ExceptionReference ? other : super.standsFor(object);
            }
        };
    }
}
