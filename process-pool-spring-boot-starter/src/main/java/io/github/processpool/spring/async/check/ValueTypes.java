package io.github.processpool.spring.async.check;

import io.github.processpool.internal.remedy.Remedy;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * Knows types of which no value can travel. It only says so where there is no doubt: of an interface, or of an abstract class, some
 * objects may be serializable, and so may those of a class with subclasses that are. What to do instead it has from the {@link Remedy}
 * of the core. Stateless.
 */
final class ValueTypes {

    private static final String INJECTED = "have it injected: the worker's bean has its own";
    private static final String ENTITY = "jakarta.persistence.Entity";

    /** JDK classes that are no values themselves but hold some. */
    private static final Set<Class<?>> CONTAINERS = Set.of(Collection.class, Map.class, Optional.class);

    /** Values that a pool carries though they are not serializable: those of the default file system, among the paths. */
    private static final Set<Class<?>> CARRIED = Set.of(
            OptionalInt.class, OptionalLong.class, OptionalDouble.class, ByteBuffer.class, MappedByteBuffer.class);

    /** A class of lists that holds itself has no end. */
    private static final int DEEPEST = 8;

    private ValueTypes() {}

    /** A type that can't travel. */
    record Unfit(Class<?> type, String reason, String remedy) {}

    /**
     * Looks at a type, and at those of elements of arrays, collections and maps.
     *
     * @param byJava whether values travel by Java serialization
     * @param mayBeSerializable whether a class that is not serializable may have a subclass that is
     * @return null unless it is sure that no value, null apart, can travel
     */
    static @Nullable Unfit unfit(ResolvableType type, boolean byJava, Predicate<Class<?>> mayBeSerializable) {
        return values(type, 0)
                .map(value -> unfitValue(value, byJava, mayBeSerializable))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The classes of the values that are not only there to hold others. */
    private static Stream<Class<?>> values(ResolvableType type, int depth) {
        Class<?> raw = type.resolve();
        if (raw == null || depth > DEEPEST) {
            return Stream.empty();
        } else if (raw.isArray()) {
            return values(type.getComponentType(), depth + 1);
        }
        for (Class<?> container : CONTAINERS) {
            if (container.isAssignableFrom(raw)) {
                return Stream.of(type.as(container).getGenerics()).flatMap(element -> values(element, depth + 1));
            }
        }
        return Stream.of(raw);
    }

    private static @Nullable Unfit unfitValue(Class<?> type, boolean byJava, Predicate<Class<?>> mayBeSerializable) {
        if (type.isPrimitive() || type == Void.class) {
            return null;
        }
        Remedy known = Remedy.of(type);
        if (known != null && isSure(known, type, byJava)) {
            return new Unfit(type, "can't leave its process", known.injectable() ? INJECTED : known.words());
        }
        if (!byJava || CARRIED.contains(type) || Serializable.class.isAssignableFrom(type)) {
            return null;
        }
        boolean isCertain = Modifier.isFinal(type.getModifiers())
                || type != Object.class && !Modifier.isAbstract(type.getModifiers()) && !mayBeSerializable.test(type);
        return isCertain ? new Unfit(type, "is not serializable", known == null ? remedy(type) : known.words()) : null;
    }

    private static boolean isSure(Remedy known, Class<?> type, boolean byJava) {
        return switch (known.certainty()) {
            case DESPITE_ITS_CLAIM -> true;
            case NEVER -> !Serializable.class.isAssignableFrom(type);
            case NOT_BY_JAVA -> byJava && !Serializable.class.isAssignableFrom(type);
            case PERHAPS -> false;
        };
    }

    private static String remedy(Class<?> type) {
        boolean isEntity = Stream.of(type.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getName().equals(ENTITY));
        return isEntity
                ? "return or pass a record of what is needed of the entity, or its id; or let it implement"
                        + " java.io.Serializable, if nothing of it is loaded later"
                : "let it implement java.io.Serializable, or pass something else";
    }
}
