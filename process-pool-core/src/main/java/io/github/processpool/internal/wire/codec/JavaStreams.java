package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.handle.Sharing;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Streams of Java serialization whose class descriptors are named by number: the writer defines a class once, the reader looks
 * it up. Otherwise their semantics are those of the JDK; each value has streams of its own, so nothing stale is ever sent.
 */
final class JavaStreams {

    private static final int IN_FULL = -1;

    private JavaStreams() {}

    /** Used by one thread, for one payload. */
    static class Writer extends ObjectOutputStream {

        private final DefinitionTable table;
        private final Sharing sharing;
        private int[] used = new int[4];
        private int usedCount;

        Writer(OutputStream out, DefinitionTable table, Sharing sharing) throws IOException {
            super(out);
            this.table = table;
            this.sharing = sharing;
            enableReplaceObject(true);
        }

        /**
         * Looks at what proxies of shared objects and references to methods have been replaced with, copies views, and has values of
         * the JDK that are not serializable travel as a {@link SentValue}.
         */
        @Override
        protected @Nullable Object replaceObject(@Nullable Object object) throws IOException {
            if (object instanceof SharedHandle handle) {
                sharing.check(handle);
            } else if (object instanceof SerializedLambda lambda && MergedReferences.contain(lambda)) {
                return inParts(lambda);
            } else if (object != null && CollectionViews.isView(object)) {
                return CollectionViews.copyOf(object);
            } else if (object != null && !(object instanceof Serializable)) {
                return SentValue.insteadOf(object);
            }
            return object;
        }

        private Object inParts(SerializedLambda lambda) throws InvalidObjectException {
            if (table.isToWorkers()) {
                return SentReference.of(lambda);
            }
            String method = lambda.getImplClass().replace('/', '.') + "::" + lambda.getImplMethodName();
            throw new InvalidObjectException(lambda.getCapturingClass().replace('/', '.') + " refers to " + method
                    + " for several types, and Java serialization takes one of these references for another; return a lambda"
                    + " that calls it instead");
        }

        /** Returns the numbers that this stream refers to. */
        int[] definitions() {
            return Arrays.copyOf(used, usedCount);
        }

        @Override
        protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
            int number = table.descriptor(descriptor.forClass());
            writeInt(number);
            if (number == IN_FULL) {
                super.writeClassDescriptor(descriptor);
                return;
            }
            if (usedCount == used.length) {
                used = Arrays.copyOf(used, usedCount * 2);
            }
            used[usedCount++] = number;
        }
    }

    /** Used by one thread, for one payload. */
    static class Reader extends ObjectInputStream {

        private final Definitions definitions;
        private final Sharing sharing;
        private final StreamFilter filter;
        private int lastNumber = IN_FULL;
        /** The class of what stands for a handle that was just read: the stream asks the filter about it next. */
        private @Nullable Class<?> standIn;

        Reader(InputStream in, Definitions definitions, Sharing sharing, StreamFilter filter) throws IOException {
            super(new DataInputStream(in));
            this.definitions = definitions;
            this.sharing = sharing;
            this.filter = filter;
            setObjectInputFilter(
                    info -> isStandIn(info) ? ObjectInputFilter.Status.UNDECIDED : filter.checkInput(info));
            enableResolveObject(true);
        }

        /** Reads the next value; a failure that people can do something about is put into words. */
        @Nullable
        Object readValue() throws IOException, ClassNotFoundException {
            try {
                return readObject();
            } catch (InvalidClassException e) {
                throw Unreadable.inWords(e, filter.refusal(), definitions);
            } catch (LinkageError e) {
                if (Unreadable.isInitializers(e)) {
                    throw Unreadable.uninitialized(e);
                }
                throw e;
            } catch (ClassCastException e) {
                if (Unreadable.isContentOfItself(e)) {
                    throw Unreadable.contentOfItself(e);
                }
                throw e;
            } catch (StackOverflowError e) { // The value's, and nobody else's.
                throw Unreadable.tooDeep(e);
            }
        }

        /** The handle of an object that is shared turns into the object that stands for it in this process. */
        @Override
        protected final @Nullable Object resolveObject(@Nullable Object object) throws IOException {
            Object resolved = standsFor(object);
            standIn = resolved == object || resolved == null ? null : resolved.getClass();
            return resolved;
        }

        /** Returns the object itself, or the one that it stands for. */
        @Nullable
        Object standsFor(@Nullable Object object) throws IOException {
            if (object instanceof SharedHandle handle) {
                return sharing.resolve(handle);
            } else if (object instanceof BufferHandle handle) {
                return sharing.resolve(handle);
            } else if (object instanceof SentReference reference) {
                return make(reference);
            } else if (object instanceof SentValue sent) {
                return sent.value();
            }
            return object;
        }

        private Object make(SentReference reference) throws IOException {
            try {
                LambdaFactory factory = definitions.reference(reference);
                ValueFilter.check(factory.capturingClass(), filter);
                return factory.make(reference.captured());
            } catch (IOException e) {
                throw e;
            } catch (Throwable e) {
                throw new IOException("a reference to a method can't be made: " + e, e);
            }
        }

        /** It is this process's own, and nothing that was sent. */
        private boolean isStandIn(ObjectInputFilter.FilterInfo info) {
            boolean own = standIn != null && info.serialClass() == standIn;
            standIn = null;
            return own;
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            lastNumber = readInt();
            return lastNumber == IN_FULL ? super.readClassDescriptor() : definitions.descriptor(lastNumber);
        }

        /** For a reader that starts in the middle of a stream. */
        static Reader headless(InputStream in, Definitions definitions, Sharing sharing, StreamFilter filter)
                throws IOException {
            return new Reader(in, definitions, sharing, filter) {
                @Override
                protected void readStreamHeader() {}
            };
        }

        /** Called right after the descriptor was read. */
        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
            int number = lastNumber;
            lastNumber = IN_FULL;
            try {
                return number == IN_FULL
                        ? definitions.load(descriptor.getName())
                        : definitions.classOf(number, descriptor);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(descriptor); // It knows the primitive types.
            }
        }

        @Override
        @SuppressWarnings("deprecation") // There is no other way to the class of a proxy without an instance.
        protected Class<?> resolveProxyClass(String[] names) throws IOException, ClassNotFoundException {
            Class<?>[] interfaces = new Class<?>[names.length];
            for (int i = 0; i < names.length; i++) {
                interfaces[i] = definitions.load(names[i]);
            }
            try {
                return Proxy.getProxyClass(definitions.loader(), interfaces);
            } catch (IllegalArgumentException e) {
                throw new InvalidClassException("a proxy of " + Arrays.toString(names) + ": " + e.getMessage());
            }
        }
    }
}
