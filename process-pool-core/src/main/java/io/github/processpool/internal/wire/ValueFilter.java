package io.github.processpool.internal.wire;

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

    ValueFilter(String pattern) {
        ObjectInputFilter user = pattern.isEmpty() ? null : ObjectInputFilter.Config.createFilter(pattern);
        ObjectInputFilter jvm = ObjectInputFilter.Config.getSerialFilter();
        this.custom = user == null || jvm == null ? (user == null ? jvm : user) : ObjectInputFilter.merge(user, jvm);
    }

    /** The filter for one stream. */
    ObjectInputFilter forPayload(int length) {
        // No array has more elements than the stream has bytes; a hash table asks for up to eight slots an entry.
        long longestArray = 8L * length + 1024;
        return info -> {
            if (info.arrayLength() > longestArray || info.depth() > DEEPEST || info.references() > length + 16L) {
                return ObjectInputFilter.Status.REJECTED;
            }
            return custom == null ? ObjectInputFilter.Status.UNDECIDED : custom.checkInput(info);
        };
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
