package io.github.processpool.spring.worker.name;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.util.ClassUtils;

/** Looks at types and beans of libraries that need not be there, so by their names. Stateless. */
public final class NamedTypes {

    private NamedTypes() {}

    /** The name of the first among a class and its superclasses that is one of these; null if none is. */
    public static @Nullable String firstOf(@Nullable Class<?> type, Collection<String> names) {
        return ancestors(type)
                .map(Class::getName)
                .filter(names::contains)
                .findFirst()
                .orElse(null);
    }

    /** Whether a class, or one of its superclasses, has this name. */
    public static boolean isA(@Nullable Class<?> type, String name) {
        return firstOf(type, List.of(name)) != null;
    }

    /** Whether the name of a class, or of one of its superclasses, begins like this. */
    public static boolean isIn(@Nullable Class<?> type, String prefix) {
        Predicate<Class<?>> isThere = one -> one.getName().startsWith(prefix);
        return ancestors(type).anyMatch(isThere);
    }

    private static Stream<Class<?>> ancestors(@Nullable Class<?> type) {
        return Stream.<@Nullable Class<?>>iterate(
                        type, Objects::nonNull, one -> one == null ? null : one.getSuperclass())
                .<Class<?>>map(Objects::requireNonNull);
    }

    /** Whether an object has an interface of this name. */
    public static boolean hasInterface(Object object, String name) {
        return Stream.of(ClassUtils.getAllInterfaces(object))
                .anyMatch(type -> type.getName().equals(name));
    }

    /** The value of a bean's property; null also if it has no such property, or does not tell. */
    public static @Nullable Object property(Object bean, String property) {
        BeanWrapper wrapper = PropertyAccessorFactory.forBeanPropertyAccess(bean);
        try {
            return wrapper.isReadableProperty(property) ? wrapper.getPropertyValue(property) : null;
        } catch (BeansException e) {
            return null;
        }
    }

    /** The name of a class without what is numbered anew in each process, as of lambdas and proxies. */
    public static String stable(String className) {
        int generated = className.indexOf("$$");
        return generated < 0 ? className : className.substring(0, generated);
    }
}
