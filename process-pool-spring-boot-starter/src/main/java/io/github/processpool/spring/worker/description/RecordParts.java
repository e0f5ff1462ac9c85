package io.github.processpool.spring.worker.description;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What travels in place of a record of a description: its name and the values of its components, of which the reader makes it by its
 * constructor. Java's own reading has method handles made for each component of each record, which are more than a hundred classes in
 * every worker that starts, and in no archive of classes.
 *
 * <p><b>Thread safety:</b> used by the thread that writes or reads.
 */
final class RecordParts implements Serializable {

    private static final long serialVersionUID = 1L;

    /** A name, since even a class that travels has its method handles made. */
    private final String type;

    @SuppressWarnings("serial") // What is no record is written as ever.
    private final @Nullable Object[] values;

    private RecordParts(String type, @Nullable Object[] values) {
        this.type = type;
        this.values = values;
    }

    /**
     * Takes a record apart.
     *
     * @throws InvalidObjectException if its components can't be read
     */
    static RecordParts of(Record made) throws InvalidObjectException {
        RecordComponent[] components = made.getClass().getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                components[i].getAccessor().setAccessible(true);
                values[i] = components[i].getAccessor().invoke(made);
            }
        } catch (ReflectiveOperationException e) {
            throw invalid(made.getClass().getName(), e);
        }
        return new RecordParts(made.getClass().getName(), values);
    }

    private Object readResolve() throws InvalidObjectException {
        try {
            Class<?> found = Class.forName(type, true, RecordParts.class.getClassLoader());
            if (!found.isRecord() || !Serializable.class.isAssignableFrom(found)) {
                throw new InvalidObjectException(type + " is no serializable record");
            }
            Class<?>[] types = Arrays.stream(found.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = found.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw invalid(type, e);
        }
    }

    private static InvalidObjectException invalid(String type, Exception cause) {
        InvalidObjectException failure = new InvalidObjectException("can't take apart, or make, a " + type);
        failure.initCause(cause);
        return failure;
    }
}
