package io.github.processpool.internal.wire.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Travels instead of a value that people take for one that is serializable, a path of the JDK for example: the writer of {@link
 * JavaStreams} puts it there, and its reader has the value made of it again, so nobody else ever sees it.
 *
 * <p>A value that is met twice is sent once. One that contains itself, as an {@code Optional} of a list that has it as its element,
 * can't be made before its content and is refused where the reader notices, like the JDK's own immutable collections. Immutable.
 */
abstract class SentValue implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Whether {@link #insteadOf} has something for an object, which is not serializable. */
    static boolean canReplace(Object object) {
        return object instanceof Path path
                ? SentPath.canReplace(path)
                : object instanceof Optional
                        || object instanceof ByteBuffer
                        || object instanceof OptionalInt
                        || object instanceof OptionalLong
                        || object instanceof OptionalDouble
                        || SentUnit.isUnit(object);
    }

    /** Returns what travels instead of an object that is not serializable; the object if there is nothing. */
    static Object insteadOf(Object object) {
        if (object instanceof Path path) {
            return SentPath.canReplace(path) ? SentPath.of(path) : path;
        } else if (object instanceof Optional<?> optional) {
            return new SentOptional(optional);
        } else if (object instanceof ByteBuffer buffer) {
            return new SentBuffer(buffer);
        } else if (object instanceof OptionalInt number) {
            return new SentOptional.OfInt(number);
        } else if (object instanceof OptionalLong number) {
            return new SentOptional.OfLong(number);
        } else if (object instanceof OptionalDouble number) {
            return new SentOptional.OfDouble(number);
        }
        return SentUnit.isUnit(object) ? new SentUnit(object) : object;
    }

    /** Returns the value itself; whoever has sent it may have sent nonsense. */
    final Object value() throws IOException {
        try {
            return make();
        } catch (RuntimeException e) {
            InvalidObjectException invalid =
                    new InvalidObjectException("no " + typeOf(getClass()).getName() + ": " + e);
            invalid.initCause(e);
            throw invalid;
        }
    }

    abstract Object make() throws IOException;

    /** Returns what a class is called when people's filters are asked about it: the type that its objects stand for. */
    static Class<?> typeOf(Class<?> type) {
        if (type == SentPath.class) {
            return Path.class;
        } else if (type == SentBuffer.class) {
            return ByteBuffer.class;
        } else if (type == SentOptional.class) {
            return Optional.class;
        } else if (type == SentOptional.OfInt.class) {
            return OptionalInt.class;
        } else if (type == SentOptional.OfLong.class) {
            return OptionalLong.class;
        } else if (type == SentOptional.OfDouble.class) {
            return OptionalDouble.class;
        }
        return type == SentUnit.class ? Void.class : type; // Kotlin need not be there to be asked about.
    }

    /** Whether a class is this one, or one of those that stand for values. */
    static boolean isOne(Class<?> type) {
        return SentValue.class.isAssignableFrom(type);
    }
}
