package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.handle.BufferHandle;
import io.github.processpool.internal.wire.handle.SharedHandle;
import io.github.processpool.internal.wire.message.Message.Define;
import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The writer's half of what is sent once and named by a number after that: shapes of lambdas and of
 * records that are functions, and class descriptors. Numbers are
 * given in order and never taken back; when there are {@value #CAPACITY} of them, what comes after is written in full each
 * time, and so is what takes more than {@value #LARGEST} bytes, which the other side keeps for as long as it lives.
 *
 * <p>Classes are held weakly: what is known of a class hangs on the class itself.
 *
 * <p><b>Thread safety:</b> any thread may ask; a number is given under the table's lock.
 */
public final class DefinitionTable {

    /** How many definitions there can be. */
    public static final int CAPACITY = 4096;

    /** How many bytes a definition may have, so that one message of a cluster holds it. A class with thousands of fields has more. */
    public static final int LARGEST = 240 * 1024;

    /** The first numbers stand for the handles of what is shared, in a table for workers; those below this one. */
    static final int HANDLES = 2;

    private static final int NONE = -1;

    private final boolean toWorkers;
    /** Guarded by this. */
    private int capacity = CAPACITY;

    private final List<Define> definitions = new CopyOnWriteArrayList<>();
    /** For each of them an array with its number alone, and perhaps for one more. */
    private final List<int[]> alone = new CopyOnWriteArrayList<>();

    private final ClassValue<Integer> descriptors = new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> type) {
            return add(DefinitionKind.CLASS, descriptorBytes(type));
        }
    };
    private final ClassValue<LambdaShape> shapes = new ClassValue<>() {
        @Override
        protected LambdaShape computeValue(Class<?> type) {
            return LambdaShape.of(type);
        }
    };
    private final ClassValue<RecordShape> records = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return RecordShape.of(type);
        }
    };

    /** Starts empty, for what is sent to workers. */
    public DefinitionTable() {
        this(true);
        descriptors.get(SharedHandle.class);
        descriptors.get(BufferHandle.class);
    }

    private DefinitionTable(boolean toWorkers) {
        this.toWorkers = toWorkers;
    }

    /**
     * Starts empty, for what a worker sends.
     *
     * @return has given no number yet
     */
    public static DefinitionTable toParent() {
        return new DefinitionTable(false);
    }

    /** Whether the other side believes what is sent to it. */
    boolean isToWorkers() {
        return toWorkers;
    }

    /** Returns a table that takes nothing, so that everything is written in full. */
    static DefinitionTable full() {
        return full(true);
    }

    /** Returns a table that takes nothing, for what a worker sends to somebody who has no definitions of it. */
    static DefinitionTable toParentInFull() {
        return full(false);
    }

    private static DefinitionTable full(boolean toWorkers) {
        DefinitionTable table = new DefinitionTable(toWorkers);
        table.capacity = 0;
        return table;
    }

    /** Returns the number of a class descriptor, or -1 if it has none and is written in full. */
    int descriptor(Class<?> type) {
        return descriptors.get(type);
    }

    /** Returns what is known of the class of a lambda. */
    LambdaShape shape(Class<?> lambdaClass) {
        return shapes.get(lambdaClass);
    }

    /** Returns what is known of the class of a function that is no lambda. */
    RecordShape record(Class<?> functionClass) {
        return records.get(functionClass);
    }

    /**
     * Returns a definition, to be sent before its first use.
     *
     * @param id a number that this table has given
     * @return its meaning
     */
    public Define definition(int id) {
        return definitions.get(id);
    }

    /** Returns an array with nothing but a number that this table has given, one for all times: many tasks need no other. */
    int[] alone(int id) {
        return alone.get(id);
    }

    synchronized int add(DefinitionKind kind, byte[] bytes) {
        int id = definitions.size();
        if (id >= capacity || bytes.length > LARGEST) {
            return NONE;
        }
        alone.add(new int[] {id});
        definitions.add(new Define(id, kind, bytes));
        return id;
    }

    private static byte[] descriptorBytes(Class<?> type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(ObjectStreamClass.lookupAny(type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
