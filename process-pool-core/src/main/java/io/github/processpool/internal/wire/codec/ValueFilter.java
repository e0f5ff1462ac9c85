package io.github.processpool.internal.wire.codec;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may be deserialized: limits that follow from the size of the payload always, then the user's filter and the
 * JVM's. Nothing changes but what is made late.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class ValueFilter {

    private static final String OF_JVM = "jdk.serialFilter";

    private final @Nullable ObjectInputFilter user;
    /** Made when it is needed; then it is the same whoever makes it. */
    private volatile @Nullable Chain chain;
    /** As long as it is not made. */
    private final Chain none = new Chain(null, false);
    /** How people set the user's. */
    private final String setting;

    private final OwnLimits own;

    /**
     * What was decided by others.
     *
     * @param filter the user's, and the JVM's behind it; null if there is neither
     * @param foreign whether asking it runs code of the application
     */
    private record Chain(@Nullable ObjectInputFilter filter, boolean foreign) {

        static Chain behind(@Nullable ObjectInputFilter user) {
            ObjectInputFilter jvm = ObjectInputFilter.Config.getSerialFilter();
            boolean foreign = jvm != null && jvm.getClass().getClassLoader() != null;
            return user == null || jvm == null
                    ? new Chain(user == null ? jvm : user, foreign)
                    : new Chain(ObjectInputFilter.merge(user, jvm), foreign);
        }
    }

    /**
     * Which limits the user's filter sets itself.
     *
     * @param depth whether it says how deep
     * @param arrays whether it says how long arrays may be
     */
    record OwnLimits(boolean depth, boolean arrays) {}

    /**
     * A filter.
     *
     * @param pattern in the syntax of {@code jdk.serialFilter}; empty: limits only
     * @param inWorker whether it is for what a worker reads
     */
    ValueFilter(String pattern, boolean inWorker) {
        this.setting = inWorker ? "parameterFilter" : "resultFilter";
        this.user = pattern.isEmpty() ? null : ObjectInputFilter.Config.createFilter(pattern);
        // The JDK's configuration of filters brings a system of logging with it, a twentieth of the start of a worker.
        this.chain = inWorker && user == null && !isNamed() ? null : Chain.behind(user);
        this.own = new OwnLimits(pattern.contains("maxdepth="), pattern.contains("maxarray="));
    }

    private static boolean isNamed() {
        return System.getProperty(OF_JVM) != null || Security.getProperty(OF_JVM) != null;
    }

    /** What is asked about single classes: a filter that code has set and nobody has named counts for streams. */
    private Chain known() {
        Chain known = chain;
        return known == null ? none : known;
    }

    private Chain ofStreams() {
        Chain known = chain;
        if (known == null) {
            known = Chain.behind(user);
            chain = known;
        }
        return known;
    }

    /** Whether there is more than the limits that follow from the size of the payload. */
    boolean isCustom() {
        return known().filter() != null;
    }

    /** Whether it runs code that is neither the JDK's nor this library's. */
    boolean isForeign() {
        return known().foreign();
    }

    /** The filter for one stream. */
    StreamFilter forPayload(int length) {
        return forPart(length, new StreamRoom(length));
    }

    /** The filter for one of the streams of a payload that has several. */
    StreamFilter forPart(int length, StreamRoom room) {
        return new StreamFilter(ofStreams().filter(), own, length, room, this);
    }

    /** A filter for one stream that this process has written itself. */
    StreamFilter limitsOnly(int length) {
        return new StreamFilter(null, new OwnLimits(false, false), length, new StreamRoom(length), this);
    }

    /** Applies the user's filter to a value that does not come through a serialization stream. */
    void check(@Nullable Object value, int length) throws InvalidClassException {
        if (!isCustom() || value == null || value instanceof String) {
            return;
        }
        Class<?> type = value instanceof Path ? Path.class : value.getClass();
        check(type, type.isArray() ? Array.getLength(value) : -1, length);
    }

    /** Has a stream's filter decide about a class that it has not seen. */
    static void check(Class<?> type, StreamFilter filter) throws InvalidClassException {
        if (filter.checkInput(new Info(type, -1, 0)) == ObjectInputFilter.Status.REJECTED) {
            throw new InvalidClassException("filter status: REJECTED; " + filter.refusal());
        }
    }

    /** Applies the user's filter to a class. */
    void check(Class<?> type, long arrayLength, long streamBytes) throws InvalidClassException {
        Info info = new Info(type, arrayLength, streamBytes);
        ObjectInputFilter custom = known().filter();
        if (custom != null && custom.checkInput(info) == ObjectInputFilter.Status.REJECTED) {
            throw new InvalidClassException("filter status: REJECTED; " + rejected(info, ""));
        }
    }

    /** Returns the setting as builder and properties call it. */
    String setting() {
        return setting;
    }

    /** Says which class was rejected, where it was and who decides about it. */
    String rejected(ObjectInputFilter.FilterInfo info, String path) {
        String property = "process-pool." + setting.replace("Filter", "-filter");
        return words(info)
                + path
                + (user != null && user.checkInput(info) == ObjectInputFilter.Status.REJECTED
                        ? " is rejected by " + setting + ", under Spring " + property + "; allow it there"
                        : " is rejected by jdk.serialFilter of the process that reads it");
    }

    private static String words(ObjectInputFilter.FilterInfo info) {
        return info.serialClass() == null
                ? "a value that is " + info.depth() + " deep and has " + info.references() + " references"
                : info.serialClass().getName()
                        + (info.arrayLength() < 0 ? "" : " of " + info.arrayLength() + " elements");
    }

    record Info(Class<?> serialClass, long arrayLength, long streamBytes) implements ObjectInputFilter.FilterInfo {

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
