package io.github.processpool.internal.wire.codec;

import io.github.processpool.internal.wire.message.Message.DefinitionKind;
import java.io.Externalizable;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part that all objects of one record have in common, where such an object is the function of a task: its class and the names of
 * its components. Their values alone travel with a task, as those that a lambda has captured do, see {@link LambdaShape}; {@link
 * RecordMaker} makes the object of them again. Immutable but for the number, which is given at the first use.
 *
 * <p>A record that has its own way to be written or read, or whose module does not open it, has no shape, and neither has another
 * class: it is written as a whole.
 */
final class RecordShape {

    private final Class<?> type;
    /** Those of the fields, as Java serialization reads them; null if objects are written as a whole. */
    private final MethodHandle @Nullable [] getters;

    /** The number, once given; written under this object's lock. */
    private volatile @Nullable Integer id;

    private RecordShape(Class<?> type, MethodHandle @Nullable [] getters) {
        this.type = type;
        this.getters = getters;
    }

    static RecordShape of(Class<?> type) {
        boolean isPlain = type.isRecord()
                && Serializable.class.isAssignableFrom(type)
                && !Externalizable.class.isAssignableFrom(type)
                && !type.isHidden()
                && isOpenInEveryProcess(type);
        try {
            return new RecordShape(type, isPlain && !replacesItself(type) ? getters(type) : null);
        } catch (ReflectiveOperationException | InaccessibleObjectException | LinkageError e) {
            return new RecordShape(type, null); // The stream finds out likewise, and has the words for it.
        }
    }

    /** What code of the parent has opened at run time is closed in a worker. */
    private static boolean isOpenInEveryProcess(Class<?> type) {
        ModuleDescriptor module = type.getModule().getDescriptor();
        return module == null
                || module.isOpen()
                || module.opens().stream()
                        .anyMatch(opened -> opened.source().equals(type.getPackageName())
                                && (!opened.isQualified()
                                        || opened.targets()
                                                .contains(RecordShape.class
                                                        .getModule()
                                                        .getName())));
    }

    private static boolean replacesItself(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .anyMatch(method -> method.getParameterCount() == 0
                        && (method.getName().equals("writeReplace")
                                || method.getName().equals("readResolve")));
    }

    private static MethodHandle[] getters(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        MethodHandle[] getters = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            var field = type.getDeclaredField(components[i].getName());
            field.setAccessible(true);
            getters[i] = MethodHandles.lookup()
                    .unreflectGetter(field)
                    .asType(MethodType.methodType(Object.class, Object.class));
        }
        return getters;
    }

    /** Returns the values of the components of an object; null if it is to be written as a whole, as one with other values is. */
    @Nullable
    Object @Nullable [] simpleValues(Object function) {
        MethodHandle[] known = getters;
        if (known == null) {
            return null;
        }
        @Nullable Object[] values = new @Nullable Object[known.length];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = (Object) known[i].invokeExact(function);
            } catch (Throwable e) { // A field can be read.
                throw new IllegalStateException(e);
            }
            if (!SimpleValues.isSimple(values[i])) {
                return null;
            }
        }
        return values;
    }

    /** Returns this shape's number in the table that made it, or -1 if that is full. It does not keep the table. */
    int id(DefinitionTable table) {
        Integer known = id;
        if (known == null) {
            synchronized (this) {
                known = id;
                if (known == null) {
                    known = table.add(DefinitionKind.RECORD, definition());
                    id = known;
                }
            }
        }
        return known;
    }

    private byte[] definition() {
        String[] names = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toArray(String[]::new);
        return RecordMaker.definition(type.getName(), names);
    }
}
