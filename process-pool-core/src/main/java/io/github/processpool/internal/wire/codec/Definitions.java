package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import io.github.processpool.internal.wire.message.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The reader's half of what is sent once and named by a number after that. A definition is only taken apart when it is used, so
 * a bad one fails the task that uses it.
 *
 * <p><b>Thread safety:</b> the receiving thread defines; the threads that decode look up. Classes are held weakly.
 */
public final class Definitions {

    private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(DefinitionTable.CAPACITY);
    private final ClassLoader loader;
    /** References to methods within values, by their parts; null if the other side is none that they are made for. */
    private final @Nullable Map<String, LambdaFactory> references;

    /** One definition and what was made of it. */
    private static final class Entry {

        private final Define define;
        private volatile @Nullable ObjectStreamClass descriptor;
        private volatile WeakReference<Class<?>> type = new WeakReference<>(null);
        private volatile SoftReference<LambdaFactory> factory = new SoftReference<>(null);

        private Entry(Define define) {
            this.define = define;
        }
    }

    /**
     * Starts empty, for what comes from a worker, of which nothing is believed.
     *
     * @param loader finds the classes
     */
    public Definitions(ClassLoader loader) {
        this(loader, null);
    }

    private Definitions(ClassLoader loader, @Nullable Map<String, LambdaFactory> references) {
        this.loader = loader;
        this.references = references;
    }

    /**
     * Starts empty, for what comes from the parent, which may have any method called.
     *
     * @param loader finds the classes
     * @return knows no number yet
     */
    public static Definitions ofParent(ClassLoader loader) {
        return new Definitions(loader, new ConcurrentHashMap<>());
    }

    /**
     * Takes a definition.
     *
     * @param define what was received
     * @throws ProtocolException if the number is out of range or has a meaning already
     */
    public void define(Define define) throws ProtocolException {
        int id = define.id();
        if (define.bytes().length > DefinitionTable.LARGEST) {
            throw new ProtocolException("a definition of " + define.bytes().length + " bytes");
        }
        if (id < 0 || id >= DefinitionTable.CAPACITY || !entries.compareAndSet(id, null, new Entry(define))) {
            throw new ProtocolException("a definition with the impossible number " + id);
        }
    }

    LambdaFactory lambda(int id) throws IOException, ClassNotFoundException {
        Entry entry = entry(id);
        LambdaFactory factory = entry.factory.get();
        if (factory == null) {
            byte[] definition = entry.define.bytes();
            factory = entry.define.kind() == DefinitionKind.RECORD
                    ? LambdaFactory.ofRecord(definition, loader)
                    : LambdaFactory.of(entry(id, DefinitionKind.LAMBDA).define.bytes(), loader);
            entry.factory = new SoftReference<>(factory);
        }
        return factory;
    }

    /** Whether these come from the parent, so that this process is a worker. */
    boolean isOfParent() {
        return references != null;
    }

    /** Finds what makes a reference to a method within a value. */
    LambdaFactory reference(SentReference sent) throws IOException, ClassNotFoundException {
        if (references == null) {
            throw new InvalidObjectException("a reference to a method in parts, which only a parent may send");
        }
        LambdaFactory factory = references.get(sent.parts());
        if (factory == null) {
            factory = LambdaFactory.of(sent.definition(), loader);
            references.put(sent.parts(), factory);
        }
        return factory;
    }

    ObjectStreamClass descriptor(int id) throws IOException {
        Entry entry = entry(id, DefinitionKind.CLASS);
        ObjectStreamClass descriptor = entry.descriptor;
        if (descriptor == null) {
            descriptor = DescriptorReader.firstOf(entry.define.bytes());
            entry.descriptor = descriptor;
        }
        return descriptor;
    }

    /** Finds the class of a descriptor that {@link #descriptor} gave for this number. */
    Class<?> classOf(int id, ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
        Entry entry = entry(id, DefinitionKind.CLASS);
        Class<?> type = entry.type.get();
        if (type == null) {
            type = load(descriptor.getName());
            entry.type = new WeakReference<>(type);
        }
        return type;
    }

    Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    ClassLoader loader() {
        return loader;
    }

    private Entry entry(int id, DefinitionKind kind) throws InvalidObjectException {
        Entry entry = entry(id);
        if (entry.define.kind() != kind) {
            throw new InvalidObjectException("number " + id + " was never defined as a " + kind);
        }
        return entry;
    }

    private Entry entry(int id) throws InvalidObjectException {
        Entry entry = id < 0 || id >= DefinitionTable.CAPACITY ? null : entries.get(id);
        if (entry == null) {
            throw new InvalidObjectException("number " + id + " was never defined");
        }
        return entry;
    }

    /** Takes the first class descriptor of a stream, as it was written and without its class. */
    private static final class DescriptorReader extends ObjectInputStream {

        private @Nullable ObjectStreamClass first;

        private DescriptorReader(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
        }

        static ObjectStreamClass firstOf(byte[] bytes) throws IOException {
            DescriptorReader reader = new DescriptorReader(bytes);
            try {
                reader.readObject();
            } catch (ClassNotFoundException | IOException | RuntimeException e) {
                // Only the descriptor counts here; its class is looked for where it is used.
            }
            if (reader.first == null) {
                throw new InvalidObjectException("a class descriptor that can't be read");
            }
            return reader.first;
        }

        @Override
        protected ObjectStreamClass readClassDescriptor() throws IOException, ClassNotFoundException {
            ObjectStreamClass descriptor = super.readClassDescriptor();
            if (first == null) {
                first = descriptor;
            }
            return descriptor;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass descriptor) throws ClassNotFoundException {
            throw new ClassNotFoundException(descriptor.getName());
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException {
            throw new ClassNotFoundException("a proxy, where only a descriptor is wanted");
        }
    }
}
