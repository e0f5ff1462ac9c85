package io.github.processpool.internal.wire.codec;

import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Copies, for the streams of {@link JavaStreams}, the views of collections that the JDK has made not serializable: sublists, the keys,
 * values and entries of maps, single entries, the map of {@code partitioningBy}, reversed collections. A copy has the interfaces of the
 * view that say what it is, its order and its comparator; it is not connected to anything.
 *
 * <p>It copies nothing that a field of a certain class could hold: these classes have no public name. Stateless.
 */
final class CollectionViews {

    private CollectionViews() {}

    /** Whether an object is written as a copy. */
    static boolean isView(Object object) {
        return !(object instanceof Serializable)
                ? (object instanceof Map
                                || object instanceof Map.Entry
                                || object instanceof Collection
                                        && (!(object instanceof Queue) || object instanceof Deque))
                        && isNamelessInTheJdk(object.getClass())
                : isReversedLinkedList(object);
    }

    /** It inherits that it is serializable, but refuses to be written. */
    private static boolean isReversedLinkedList(Object object) {
        return object instanceof LinkedList
                && object.getClass() != LinkedList.class
                && isNamelessInTheJdk(object.getClass());
    }

    private static boolean isNamelessInTheJdk(Class<?> type) {
        String name = type.getName();
        boolean nameless = name.startsWith("java.util.") && !Modifier.isPublic(type.getModifiers());
        return type.getClassLoader() == null && (nameless || name.startsWith("jdk.internal."));
    }

    /** Returns a copy of a view; what is in it is not copied, but for entries. */
    static Serializable copyOf(Object view) throws NotSerializableException {
        if (view instanceof Map.Entry<?, ?> entry) {
            return new SimpleEntry<>(entry);
        }
        return view instanceof Map<?, ?> map ? copyOf(map) : copyOf((Collection<?>) view);
    }

    private static Serializable copyOf(Map<?, ?> map) {
        return map instanceof SortedMap<?, ?> sorted ? new TreeMap<>(sorted) : new LinkedHashMap<>(map);
    }

    private static Serializable copyOf(Collection<?> view) throws NotSerializableException {
        if (view instanceof LinkedList) {
            return new LinkedList<>(view);
        } else if (view instanceof SortedSet<?> sorted) {
            return new TreeSet<>(sorted);
        } else if (view instanceof Set) {
            return copyOf((Set<?>) view);
        }
        return view instanceof Deque && !(view instanceof List) ? new ArrayDeque<>(view) : new ArrayList<>(view);
    }

    /** One of an {@code IdentityHashMap} may have elements that are equal, of which a copy would lose all but one. */
    private static Serializable copyOf(Set<?> view) throws NotSerializableException {
        LinkedHashSet<Object> copy = new LinkedHashSet<>();
        for (Object element : view) {
            boolean isNew = copy.add(element instanceof Map.Entry<?, ?> entry ? new SimpleEntry<>(entry) : element);
            if (!isNew) {
                throw new NotSerializableException(view.getClass().getName());
            }
        }
        return copy;
    }
}
