package io.github.processpool.spring.worker.values;

import io.github.processpool.spring.worker.values.Packed.Absent;
import io.github.processpool.spring.worker.values.Packed.Answers;
import io.github.processpool.spring.worker.values.Packed.Bundle;
import io.github.processpool.spring.worker.values.Packed.Components;
import io.github.processpool.spring.worker.values.Packed.Gathered;
import io.github.processpool.spring.worker.values.Packed.Listed;
import io.github.processpool.spring.worker.values.Packed.Mapped;
import io.github.processpool.spring.worker.values.Packed.Plain;
import io.github.processpool.spring.worker.values.Packed.Reactive;
import io.github.processpool.spring.worker.values.Packed.Row;
import io.github.processpool.spring.worker.values.Packed.Text;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Asks a connection of the application all that its interfaces let one ask, and puts the answers into {@link Packed} form, those of
 * objects in it as well. An answer that can't travel becomes the words why.
 *
 * <p><b>Thread safety:</b> stateless but for the bundles; runs code of the application.
 */
final class Packing {

    private static final int DEEPEST = 8;

    private final @Nullable SslBundles bundles;

    /** Knows the bundles that a worker has as well, if there are any. */
    Packing(@Nullable SslBundles bundles) {
        this.bundles = bundles;
    }

    /** Returns what an object says as these interfaces. */
    Answers answers(Object object, List<Class<?>> interfaces) {
        return answers(object, interfaces, 0);
    }

    private Answers answers(Object object, List<Class<?>> interfaces, int depth) {
        Map<String, Packed> answers = new LinkedHashMap<>();
        for (Class<?> type : interfaces) {
            for (Method method : type.getMethods()) {
                for (Object[] arguments : argumentsOf(method)) {
                    answers.put(StandIn.question(method, arguments), answer(object, method, arguments, depth));
                }
            }
        }
        return new Answers(interfaces.stream().map(Class::getName).toList(), answers);
    }

    /** Without any, or with each constant of an enum; a method with others is not asked. */
    private static List<Object[]> argumentsOf(Method method) {
        if (Modifier.isStatic(method.getModifiers()) || method.getReturnType() == void.class) {
            return List.of();
        }
        Class<?>[] types = method.getParameterTypes();
        if (types.length == 1 && types[0].isEnum()) {
            return Arrays.stream(types[0].getEnumConstants())
                    .map(constant -> new Object[] {constant})
                    .toList();
        }
        return types.length == 0 ? Stream.<Object[]>of(new Object[0]).toList() : List.of();
    }

    private Packed answer(Object object, Method method, Object[] arguments, int depth) {
        try {
            method.setAccessible(true);
            return pack(method.invoke(object, arguments), method.getReturnType(), depth + 1);
        } catch (InvocationTargetException e) {
            return new Absent("In the application " + method.getName() + " failed: " + e.getTargetException());
        } catch (IllegalAccessException | RuntimeException e) {
            return new Absent("The application could not be asked for " + method.getName() + ": " + e);
        }
    }

    Packed pack(@Nullable Object value, Class<?> declared, int depth) {
        if (value == null) {
            return new Plain(null);
        } else if (depth > DEEPEST) {
            return absent(value);
        } else if (value instanceof SslBundle bundle) {
            return bundle(bundle);
        } else if (value instanceof Set<?> set) {
            return new Gathered(all(set, depth));
        } else if (value instanceof Collection<?> list) {
            return new Listed(all(list, depth));
        } else if (value instanceof Map<?, ?> map) {
            return new Mapped(all(map.keySet(), depth), all(map.values(), depth));
        } else if (value.getClass().isArray()) {
            return row(value, depth);
        } else if (value.getClass().isRecord()) {
            return components(value, depth);
        } else if (value.getClass().getName().equals(ReactiveOptions.TYPE)) {
            return new Reactive(ReactiveOptions.of(value, this, depth));
        } else if (isPlain(value)) {
            return new Plain((Serializable) value);
        } else if (isAnswerable(declared)) {
            return answers(value, List.of(declared), depth);
        }
        return isToldByText(value) ? new Text(value.getClass().getName(), value.toString()) : absent(value);
    }

    /** One that is sealed can't be stood in for, and one without methods says nothing. */
    private static boolean isAnswerable(Class<?> declared) {
        return declared.isInterface()
                && !declared.isSealed()
                && declared.getMethods().length > 0
                && !declared.getName().startsWith("java");
    }

    private List<Packed> all(Collection<?> values, int depth) {
        List<Packed> packed = new ArrayList<>();
        for (Object value : values) {
            packed.add(pack(value, Object.class, depth + 1));
        }
        return packed;
    }

    private Packed row(Object array, int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return new Row(array.getClass().getComponentType().getName(), all(elements, depth));
    }

    private Packed components(Object value, int depth) {
        List<Packed> values = new ArrayList<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            values.add(answer(value, component.getAccessor(), new Object[0], depth));
        }
        return new Components(value.getClass().getName(), values);
    }

    /** Also one that has something in it which is not. */
    private static boolean isPlain(Object value) {
        if (!(value instanceof Enum<?>
                || value instanceof Serializable && value.getClass().getName().startsWith("java."))) {
            return false;
        }
        try (ObjectOutputStream trial = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            trial.writeObject(value);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As the class is that MongoDB's driver has for connections. */
    private static boolean isToldByText(Object value) {
        try {
            return value.equals(value.getClass().getConstructor(String.class).newInstance(value.toString()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    private Packed bundle(SslBundle bundle) {
        if (bundles != null) {
            for (String name : bundles.getBundleNames()) {
                if (bundles.getBundle(name) == bundle) {
                    return new Bundle(name);
                }
            }
        }
        return new Absent(
                "The SSL bundle of this connection exists in the application's process alone. Declare it under"
                        + " spring.ssl.bundle, which workers read too");
    }

    private static Packed absent(Object value) {
        return new Absent(
                "A " + value.getClass().getName() + " can't be handed on to a worker. Give workers what they need as"
                        + " properties, process-pool.worker.properties for example");
    }
}
