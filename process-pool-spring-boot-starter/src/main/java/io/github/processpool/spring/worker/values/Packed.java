package io.github.processpool.spring.worker.values;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.ClassUtils;

/**
 * A value that a connection has told, in a form that can travel: made in the parent by {@link Packing}, made a value again in a
 * worker.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public sealed interface Packed extends Serializable {

    /**
     * Returns the value.
     *
     * @param context the beans and classes of the worker
     * @throws ReflectiveOperationException if it can't be made here
     * @throws IllegalStateException if the parent could not hand it over
     */
    @Nullable
    Object unpack(Context context) throws ReflectiveOperationException;

    /**
     * What a value may need of the worker that it comes to.
     *
     * @param beans the application's in the worker
     * @param classLoader finds its classes; null: the usual one
     */
    record Context(BeanFactory beans, @Nullable ClassLoader classLoader) {

        Class<?> type(String name) throws ClassNotFoundException {
            return ClassUtils.forName(name, classLoader);
        }

        List<@Nullable Object> unpack(List<Packed> packed) throws ReflectiveOperationException {
            List<@Nullable Object> values = new ArrayList<>();
            for (Packed each : packed) {
                values.add(each.unpack(this));
            }
            return values;
        }
    }

    /** Of the JDK, or of an enum. */
    record Plain(@Nullable Serializable value) implements Packed {

        @Override
        public @Nullable Object unpack(Context context) {
            return value;
        }
    }

    /** Of a class that a text says all about. */
    record Text(String type, String text) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            return context.type(type).getConstructor(String.class).newInstance(text);
        }
    }

    /** A list. */
    record Listed(List<Packed> elements) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            return context.unpack(elements);
        }
    }

    /** A set, in its order. */
    record Gathered(List<Packed> elements) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            return new LinkedHashSet<>(context.unpack(elements));
        }
    }

    /** An array. */
    record Row(String type, List<Packed> elements) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            Object array = Array.newInstance(context.type(type), elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i).unpack(context));
            }
            return array;
        }
    }

    /** A map, in its order. */
    record Mapped(List<Packed> keys, List<Packed> values) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                map.put(keys.get(i).unpack(context), values.get(i).unpack(context));
            }
            return map;
        }
    }

    /** A record. */
    record Components(String type, List<Packed> values) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            Class<?> type = context.type(this.type);
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(context.unpack(values).toArray());
        }
    }

    /** An object of interfaces, by what its methods return. */
    record Answers(List<String> interfaces, Map<String, Packed> answers) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            return StandIn.of(this, context);
        }
    }

    /** Options of an R2DBC connection. */
    record Reactive(ReactiveOptions options) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            return options.unpack(context);
        }
    }

    /** A connection that a worker makes of its own properties. */
    record FromProperties(String type) implements Packed {

        @Override
        public Object unpack(Context context) throws ReflectiveOperationException {
            return ((AutowireCapableBeanFactory) context.beans())
                    .autowire(context.type(type), AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR, false);
        }
    }

    /** A bundle of keys and certificates that the application knows by a name, and a worker as well. */
    record Bundle(String name) implements Packed {

        @Override
        public Object unpack(Context context) {
            return context.beans().getBean(SslBundles.class).getBundle(name);
        }
    }

    /** Not to be had in a worker. */
    record Absent(String words) implements Packed {

        @Override
        public Object unpack(Context context) {
            throw new IllegalStateException(words);
        }
    }
}
