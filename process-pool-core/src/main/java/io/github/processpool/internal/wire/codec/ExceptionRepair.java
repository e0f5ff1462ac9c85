package io.github.processpool.internal.wire.codec;

import io.github.processpool.RemoteTaskException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for the {@link ExceptionWriter}, for the least that has to be left out of an exception that can't be written: first only
 * objects that are not serializable, then all that is in a field which fails by itself, then its cause and suppressed ones where
 * they stand. Each try is read again here, as a class may
 * refuse to be without something: that runs {@code readObject} of the user's classes in the process that has made the objects.
 *
 * <p>It is slow and for the rare case. An exception may hold a whole database, so no try takes more than a little room, and there is
 * an end to them: then words have to do. Used by one thread, for one exception.
 */
final class ExceptionRepair {

    /** Objects that an exception needs to tell what was wrong are small. */
    private static final int MOST_BYTES = 1 << 20;

    private final ExceptionWriter exceptions;
    private final Throwable thrown;
    private final ValueCodec values;
    private final int limit;
    private final long nanos;
    private final long start = System.nanoTime();
    private final Omissions omissions = new Omissions();
    /** Elements that were tried; when what is left is written there may be no time to try them again. */
    private final Map<Object, Boolean> elements = new IdentityHashMap<>();

    ExceptionRepair(ExceptionWriter exceptions, Throwable thrown, ValueCodec values, int limit, long nanos) {
        this.exceptions = exceptions;
        this.thrown = thrown;
        this.values = values;
        this.limit = Math.min(limit, MOST_BYTES);
        this.nanos = nanos;
    }

    /** Returns what has to be left out; null if that does not help, or there is no time left to find it out. */
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
        omissions.testElements(this::canElementCross);
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

    private boolean canElementCross(Object element) {
        Boolean known = elements.get(element);
        if (known == null) {
            known = canCross(element, new Omissions(), limit / 2);
            elements.put(element, known);
        }
        return known;
    }

    private boolean canCross(Object value, Omissions without, int room) {
        if (System.nanoTime() - start > nanos) {
            return false;
        }
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
