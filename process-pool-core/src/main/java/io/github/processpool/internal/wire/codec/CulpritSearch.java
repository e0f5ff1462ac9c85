package io.github.processpool.internal.wire.codec;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.internal.remedy.Remedy;
import io.github.processpool.internal.wire.handle.SharedProxy;
import java.io.Externalizable;
import java.io.NotSerializableException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Walks an object graph that could not be serialized to the first object of each class that serialization has named, along the
 * fields that are serialized, and tells the path to it. It gives up after a moment, and it can't look into classes that don't open
 * themselves.
 *
 * <p><b>Thread safety:</b> used by one thread, for one failure.
 */
final class CulpritSearch {

    private static final int DEEPEST = 200;
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int VISITS_BETWEEN_LOOKS = 256;

    /** The classes that are not found yet. */
    private final Set<String> culprits;
    /** Paths to objects of the classes that are found. */
    private final Map<String, String> paths = new HashMap<>();

    private final long start = System.nanoTime();
    /** The objects that were seen already; a cycle ends there. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Class<?>, List<Field>> fields = new HashMap<>();
    private int visits;
    private boolean givenUp;
    private String remedy = "";

    /** The way to an object; turned into words only for the one that is found. */
    private record Step(@Nullable Step before, String name, int index) {

        String words() {
            String last = index < 0 ? name : name + "[" + index + "]";
            return before == null ? last : before.words() + last;
        }
    }

    CulpritSearch(Throwable problem) {
        this(
                problem instanceof NotSerializableException && problem.getMessage() != null
                        ? Set.of(problem.getMessage())
                        : Set.of());
    }

    /** A search for one object of each of these classes. */
    CulpritSearch(Set<String> culprits) {
        this.culprits = new HashSet<>(culprits);
    }

    /** Returns the path from a root to the last of the culprits, and what it is; null if they are not all found. */
    @Nullable
    String find(String root, @Nullable Object object) {
        return culprits.isEmpty() ? null : find(new Step(null, root, -1), object, 0);
    }

    /** Returns the paths that were found, by the classes of the culprits. */
    Map<String, String> paths() {
        return paths;
    }

    private @Nullable String find(Step path, @Nullable Object object, int depth) {
        if (object == null || depth > DEEPEST || isLeaf(object) || isTimeUp() || !seen.add(object)) {
            return null;
        }
        String type = object.getClass().getName();
        if (object instanceof ProcessPoolExecutor) {
            return path.words() + " (a process pool)";
        }
        if (object instanceof Optional<?> optional) {
            return find(new Step(path, ".value", -1), optional.orElse(null), depth + 1);
        }
        if (!(object instanceof Serializable) && !CollectionViews.isView(object)) {
            if (SentValue.canReplace(object)) {
                return null;
            }
            if (culprits.remove(type)) {
                paths.put(type, found(path, object));
                return culprits.isEmpty() ? paths.get(type) : null;
            }
            return null;
        }
        if (object instanceof Object[] array) {
            return findAmong(path, "", Arrays.asList(array), depth);
        }
        if (object instanceof Collection<?> collection) {
            return findAmong(path, "", collection, depth);
        }
        if (object instanceof Map<?, ?> map) {
            String found = findAmong(path, ".keys", map.keySet(), depth);
            return found != null ? found : findAmong(path, ".values", map.values(), depth);
        }
        if (object instanceof Map.Entry<?, ?> entry) {
            return findAmong(path, "", Arrays.asList(entry.getKey(), entry.getValue()), depth);
        }
        return findInFields(path, object, depth);
    }

    private String found(Step path, Object object) {
        String copy = object instanceof Map
                ? "new LinkedHashMap<>(…)"
                : object instanceof Set ? "new LinkedHashSet<>(…)" : "new ArrayList<>(…)";
        Remedy known = Remedy.of(object.getClass());
        remedy = object instanceof Map || object instanceof Collection
                ? "; send a copy of it, " + copy
                : known == null ? "" : "; " + known.words();
        if (Proxy.isProxyClass(object.getClass())) {
            Class<?>[] interfaces = object.getClass().getInterfaces();
            if (known == null) {
                remedy = "; send an object of a class of your own with what is in it, for example a record";
            }
            return path.words() + " (a proxy of " + (interfaces.length == 0 ? "nothing" : interfaces[0].getName())
                    + ")";
        }
        return path.words() + " (" + object.getClass().getName() + ")";
    }

    /** Returns what to do about the culprit that was found, as the end of a sentence; empty if nothing is known. */
    String remedy() {
        return remedy;
    }

    /** Whether a class has nothing inside, or writes itself in its own way. */
    private static boolean isLeaf(Object object) {
        return object instanceof String
                || object instanceof Number
                        && object.getClass().getPackageName().equals("java.lang")
                || object instanceof Boolean
                || object instanceof Character
                || object instanceof Enum<?>
                || object instanceof Class<?>
                || object instanceof Externalizable
                || object instanceof SharedProxy
                || object.getClass().isArray()
                        && object.getClass().getComponentType().isPrimitive();
    }

    private boolean isTimeUp() {
        if (++visits % VISITS_BETWEEN_LOOKS == 0 && System.nanoTime() - start > PATIENCE_NANOS) {
            givenUp = true;
        }
        return givenUp;
    }

    private @Nullable String findAmong(Step path, String name, Collection<?> elements, int depth) {
        int index = 0;
        try {
            for (Object element : elements) {
                String found = find(new Step(path, name, index++), element, depth + 1);
                if (found != null || givenUp) {
                    return found;
                }
            }
        } catch (RuntimeException e) {
            return null; // A collection that changes meanwhile, or that fails when it is read.
        }
        return null;
    }

    private @Nullable String findInFields(Step path, Object object, int depth) {
        for (Class<?> type = object.getClass();
                type != null && Serializable.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            for (Field field : fields.computeIfAbsent(type, CulpritSearch::serializedFields)) {
                String found = find(new Step(path, "." + field.getName(), -1), valueOf(field, object), depth + 1);
                if (found != null || givenUp) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The fields of references that serialization writes by default and that can be looked into. */
    static List<Field> serializedFields(Class<?> type) {
        List<Field> accessible = new ArrayList<>();
        ObjectStreamClass written = ObjectStreamClass.lookup(type);
        for (ObjectStreamField serialized : written == null ? new ObjectStreamField[0] : written.getFields()) {
            try {
                if (!serialized.isPrimitive()) {
                    Field field = type.getDeclaredField(serialized.getName());
                    field.setAccessible(true);
                    accessible.add(field);
                }
            } catch (NoSuchFieldException | InaccessibleObjectException e) {
                // A field in name only, or a class that does not open itself.
            }
        }
        return accessible;
    }

    static @Nullable Object valueOf(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            return null;
        }
    }
}
