package io.github.processpool.internal.wire.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reader's half of a {@link RecordShape}: makes objects of a record from the values of its components, by its constructor, as Java
 * serialization does. A component that was not sent, because the writer's class is another one, has its default. Immutable.
 *
 * <p>{@code name of the class, int components {name}}
 */
final class RecordMaker {

    private final MethodHandle constructor;
    /** Where the value of each component is among those that were sent; -1: nowhere. */
    private final int[] places;
    /** One for each component; null for objects. */
    private final @Nullable Object[] defaults;

    RecordMaker(byte[] definition, Class<?> type) throws IOException, ReflectiveOperationException {
        if (!type.isRecord() || !Serializable.class.isAssignableFrom(type)) {
            throw new InvalidObjectException(type.getName() + " is no serializable record in this process");
        }
        List<String> sent = names(definition);
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        this.places = Arrays.stream(components)
                .mapToInt(component -> sent.indexOf(component.getName()))
                .toArray();
        this.defaults = Arrays.stream(types)
                .map(one -> Array.get(Array.newInstance(one, 1), 0))
                .toArray();
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        this.constructor = MethodHandles.lookup()
                .unreflectConstructor(canonical)
                .asFixedArity()
                .asSpreader(Object[].class, types.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    static byte[] definition(String className, String[] components) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(className);
            out.writeInt(components.length);
            for (String component : components) {
                out.writeUTF(component);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String className(byte[] definition) throws IOException {
        return open(definition).readUTF();
    }

    private static List<String> names(byte[] definition) throws IOException {
        DataInputStream in = open(definition);
        in.readUTF();
        String[] names = new String[Math.min(in.readInt(), definition.length)];
        for (int i = 0; i < names.length; i++) {
            names[i] = in.readUTF();
        }
        return List.of(names);
    }

    private static DataInputStream open(byte[] definition) {
        return new DataInputStream(new ByteArrayInputStream(definition));
    }

    /** Makes an object. */
    Object make(@Nullable Object[] sent) throws InvalidObjectException {
        @Nullable Object[] values = defaults.clone();
        for (int i = 0; i < values.length; i++) {
            if (places[i] >= 0) {
                values[i] = sent[places[i]];
            }
        }
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) { // Its constructor refuses the values; serialization has these words for it.
            InvalidObjectException refused = new InvalidObjectException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }
}
