package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.io.InvalidObjectException;

/**
 * Travels instead of Kotlin's {@code Unit}, which is what a lambda of Kotlin returns that returns nothing: the only object of its
 * class, here and there. Known by its name, since Kotlin need not be there.
 */
final class SentUnit extends SentValue {

    private static final long serialVersionUID = 1L;

    private static final String UNIT = "kotlin.Unit";

    private final Class<?> type;

    SentUnit(Object unit) {
        type = unit.getClass();
    }

    /** Whether an object is that one. */
    static boolean isUnit(Object object) {
        return object.getClass().getName().equals(UNIT);
    }

    @Override
    Object make() throws IOException {
        if (type.getName().equals(UNIT)) {
            try {
                Object unit = type.getField("INSTANCE").get(null);
                if (unit != null) {
                    return unit;
                }
            } catch (ReflectiveOperationException e) {
                throw new InvalidObjectException("no " + UNIT + ": " + e);
            }
        }
        throw new InvalidObjectException(type.getName() + " is not " + UNIT);
    }
}
