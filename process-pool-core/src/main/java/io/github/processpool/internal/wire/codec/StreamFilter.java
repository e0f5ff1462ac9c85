package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.SharedHandle;
import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, for the {@link ValueFilter}, about the classes of one stream, and remembers why it has refused one.
 *
 * <p>Limits on depth and arrays are ours unless the user's filter has its own: a filter that says {@code maxdepth} or {@code
 * maxarray} decides how much is too much.
 *
 * <p><b>Thread safety:</b> used by the one thread that reads the stream.
 */
final class StreamFilter implements ObjectInputFilter {

    static final long DEEPEST = 3000;
    private static final int LONGEST_PATH = 10;

    private final @Nullable ObjectInputFilter custom;
    private final ValueFilter.OwnLimits own;
    private final long length;
    /** Puts refusals into words. */
    private final ValueFilter filter;
    /** The classes from the outermost object to the one that is being read; none without a filter of others. */
    private final List<@Nullable Class<?>> path = new ArrayList<>();

    private long lastReferences;
    /** Of what the whole payload may ask for. */
    private final StreamRoom.Share share;

    private @Nullable String refusal;

    StreamFilter(
            @Nullable ObjectInputFilter custom,
            ValueFilter.OwnLimits own,
            int length,
            StreamRoom room,
            ValueFilter filter) {
        this.custom = custom;
        this.filter = filter;
        this.own = own;
        this.length = length;
        this.share = room.share();
    }

    /** Has the share that the stream has in its payload. */
    StreamRoom.Share share() {
        return share;
    }

    /** Why something was refused; null if nothing was. */
    @Nullable
    String refusal() {
        return refusal;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        FilterInfo ofPayload = share.note(info);
        String reason = tooMuch(info, ofPayload.depth());
        if (reason != null) {
            refusal = reason;
            return Status.REJECTED;
        }
        if (custom == null || isOurs(info.serialClass())) {
            return Status.UNDECIDED;
        }
        boolean inPlaceOfALambda = info.serialClass() == SentReference.class;
        FilterInfo question = inPlaceOfALambda
                ? new ValueFilter.Info(SerializedLambda.class, -1, info.streamBytes())
                : SentInfo.of(ofPayload);
        note(SentInfo.of(info));
        Status status = custom.checkInput(question);
        if (status == Status.REJECTED) {
            refusal = filter.rejected(question, question.serialClass() == null ? "" : pathInWords());
        }
        return status;
    }

    private static boolean isOurs(@Nullable Class<?> type) {
        return type == SharedHandle.class
                || type == BufferHandle.class
                || type == ExceptionReference.class
                || type == SentValue.class;
    }

    /** What is asked about something that stands for a value: the type of that. */
    private record SentInfo(FilterInfo one, Class<?> serialClass) implements FilterInfo {

        static FilterInfo of(FilterInfo info) {
            Class<?> type = info.serialClass();
            return type != null && SentValue.isOne(type) ? new SentInfo(info, SentValue.typeOf(type)) : info;
        }

        @Override
        public long arrayLength() {
            return one.arrayLength();
        }

        @Override
        public long depth() {
            return one.depth();
        }

        @Override
        public long references() {
            return one.references();
        }

        @Override
        public long streamBytes() {
            return one.streamBytes();
        }
    }

    /**
     * Remembers the class at each depth. Superclasses come after the class of an object, and arrays that it asks for itself; a class that
     * was there before has no name here.
     */
    private void note(FilterInfo info) {
        int depth = (int) Math.min(info.depth(), DEEPEST);
        if (info.arrayLength() >= 0 || depth == path.size() && info.references() == lastReferences) {
            return;
        }
        lastReferences = info.references();
        while (path.size() >= depth) {
            path.remove(path.size() - 1);
        }
        while (path.size() < depth - 1) {
            path.add(null);
        }
        path.add(info.serialClass());
    }

    /** The classes around the one that was read last, from the inside. */
    private String pathInWords() {
        StringBuilder words = new StringBuilder();
        for (int i = path.size() - 2; i >= 0 && i > path.size() - 2 - LONGEST_PATH; i--) {
            Class<?> around = path.get(i);
            words.append(", in ").append(around == null ? "…" : around.getTypeName());
        }
        return words.append(words.length() == 0 ? "" : ",").toString();
    }

    private @Nullable String tooMuch(FilterInfo info, long depth) {
        if (depth > DEEPEST && !own.depth()) {
            return "it is nested more than " + DEEPEST
                    + " deep; allow more with " + filter.setting() + "(\"maxdepth=...\"), and give the"
                    + " threads that read it a larger stack (-Xss)";
        }
        if (info.references() > length + 16) {
            return "it has more references than bytes";
        }
        return isTooLong(info)
                ? "an array of " + info.arrayLength() + " elements is more than " + length
                        + " bytes can stand for; allow it with " + filter.setting() + "(\"maxarray=...\")"
                : null;
    }

    private boolean isTooLong(FilterInfo info) {
        long elements = info.arrayLength();
        Class<?> type = info.serialClass();
        if (elements <= 0) {
            return false;
        }
        if (type != null && type.isArray() && type.getComponentType().isPrimitive()) {
            return elements * sizeOf(type.getComponentType()) > length;
        }
        return !share.take(elements) && !own.arrays();
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
