package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.SharedHandle;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may be deserialized: limits that follow from the size of the payload always, then the user's filter and the
 * JVM's. Immutable.
 */
final class ValueFilter {

    private static final long DEEPEST = 3000;

    /** The user's filter, and the JVM's behind it; null if there is neither. */
    private final @Nullable ObjectInputFilter custom;
    /** Whether asking it runs code of the application. */
    private final boolean foreign;

    ValueFilter(String pattern) {
        ObjectInputFilter user = pattern.isEmpty() ? null : ObjectInputFilter.Config.createFilter(pattern);
        ObjectInputFilter jvm = ObjectInputFilter.Config.getSerialFilter();
        this.custom = user == null || jvm == null ? (user == null ? jvm : user) : ObjectInputFilter.merge(user, jvm);
        this.foreign = jvm != null && jvm.getClass().getClassLoader() != null;
    }

    /** Whether there is more than the limits that follow from the size of the payload. */
    boolean isCustom() {
        return custom != null;
    }

    /** Whether it runs code that is neither the JDK's nor this library's. */
    boolean isForeign() {
        return foreign;
    }

    /** The filter for one stream. */
    ObjectInputFilter forPayload(int length) {
        Budget budget = new Budget(length);
        return info -> {
            if (info.depth() > DEEPEST || info.references() > length + 16L || !budget.allows(info)) {
                return ObjectInputFilter.Status.REJECTED;
            }
            boolean ours = info.serialClass() == SharedHandle.class || info.serialClass() == BufferHandle.class;
            return custom == null || ours ? ObjectInputFilter.Status.UNDECIDED : custom.checkInput(info);
        };
    }

    /**
     * How much memory one stream may ask for before its bytes have been read: as much as all of them can stand for, not as much
     * for each array again. Used by the one thread that reads the stream.
     */
    private static final class Budget {

        private final long length;
        private long slots;

        private Budget(int length) {
            this.length = length;
            // An element that is null takes one byte; a hash table asks for up to eight slots an entry.
            this.slots = 8L * length + 1024;
        }

        private boolean allows(ObjectInputFilter.FilterInfo info) {
            long elements = info.arrayLength();
            Class<?> type = info.serialClass();
            if (elements <= 0) {
                return true;
            }
            if (type != null && type.isArray() && type.getComponentType().isPrimitive()) {
                return elements * sizeOf(type.getComponentType()) <= length;
            }
            slots -= elements;
            return slots >= 0;
        }

        private static int sizeOf(Class<?> primitive) {
            if (primitive == long.class || primitive == double.class) {
                return Long.BYTES;
            } else if (primitive == int.class || primitive == float.class) {
                return Integer.BYTES;
            }
            return primitive == short.class || primitive == char.class ? Short.BYTES : Byte.BYTES;
        }
    }

    /** Applies the user's filter to a value that does not come through a serialization stream. */
    void check(@Nullable Object value, int length) throws InvalidClassException {
        if (custom == null || value == null || value instanceof String) {
            return;
        }
        check(value.getClass(), value instanceof byte[] bytes ? bytes.length : -1, length);
    }

    /** Applies the user's filter to a class. */
    void check(Class<?> type, long arrayLength, long streamBytes) throws InvalidClassException {
        if (custom != null
                && custom.checkInput(new Info(type, arrayLength, streamBytes)) == ObjectInputFilter.Status.REJECTED) {
            throw new InvalidClassException(type.getName(), "filter status: REJECTED");
        }
    }

    private record Info(Class<?> serialClass, long arrayLength, long streamBytes)
            implements ObjectInputFilter.FilterInfo {

        @Override
        public long depth() {
            return 1;
        }

        @Override
        public long references() {
            return 1;
        }
    }
}
