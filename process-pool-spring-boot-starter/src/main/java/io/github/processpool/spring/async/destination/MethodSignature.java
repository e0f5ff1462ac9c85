package io.github.processpool.spring.async.destination;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ReflectionUtils;

/**
 * A method by name: taken from the method in the parent, looked for in the class of the worker's bean.
 *
 * <p><b>Thread safety:</b> immutable; what was found is kept for all threads of the worker.
 */
public final class MethodSignature {

    private record Place(Class<?> beanClass, MethodSignature signature) {}

    private static final Map<Place, Method> FOUND = new ConcurrentReferenceHashMap<>();

    private final String declaringClass;
    private final String name;
    private final String[] parameterTypes;

    private MethodSignature(String declaringClass, String name, String[] parameterTypes) {
        this.declaringClass = declaringClass;
        this.name = name;
        this.parameterTypes = parameterTypes;
    }

    public static MethodSignature of(Method method) {
        return new MethodSignature(
                method.getDeclaringClass().getName(), method.getName(), namesOf(method.getParameterTypes()));
    }

    /** Puts together again what {@link #parts} has taken apart; begins at an index. */
    static MethodSignature of(String[] parts, int from) {
        return new MethodSignature(parts[from], parts[from + 1], Arrays.copyOfRange(parts, from + 2, parts.length));
    }

    /** The class that declares it, its name, and the types of its parameters. */
    List<String> parts() {
        return Stream.concat(Stream.of(declaringClass, name), Stream.of(parameterTypes))
                .toList();
    }

    /** {@code Type.method}. */
    public String shortName() {
        return ClassUtils.getShortName(declaringClass) + "." + name;
    }

    /** Whether a method has the name and as many parameters; a bean may be called through an interface that has them otherwise. */
    public boolean isNamedAs(Method method) {
        return method.getName().equals(name) && method.getParameterCount() == parameterTypes.length;
    }

    public int arity() {
        return parameterTypes.length;
    }

    /**
     * Finds the method through which a bean is called, as seen from outside: that of its proxy, if it has one.
     *
     * @throws IllegalStateException if the bean has no such method
     */
    public Method find(Object bean, String beanName) {
        Place place = new Place(bean.getClass(), this);
        Method known = FOUND.get(place);
        if (known == null) {
            known = search(bean, beanName);
            FOUND.put(place, known);
        }
        return known;
    }

    private Method search(Object bean, String beanName) {
        Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
        Method method = Stream.of(type, bean.getClass())
                .flatMap(this::methodsOf)
                .filter(this::isSame)
                .max((a, b) -> Boolean.compare(isDeclaredHere(a), isDeclaredHere(b)))
                .orElseThrow(() -> new IllegalStateException("The bean '" + beanName + "' of the worker (a "
                        + type.getName() + ") has no method " + this
                        + ": it is not the bean that was called in the application"));
        Method invocable = AopUtils.selectInvocableMethod(method, bean.getClass());
        ReflectionUtils.makeAccessible(invocable);
        return invocable;
    }

    /** Those of the class, its superclasses and all their interfaces. */
    private Stream<Method> methodsOf(Class<?> type) {
        return Stream.concat(
                Stream.of(ReflectionUtils.getAllDeclaredMethods(type)),
                ClassUtils.getAllInterfacesForClassAsSet(type).stream().flatMap(one -> Stream.of(one.getMethods())));
    }

    private boolean isSame(Method method) {
        return method.getName().equals(name)
                && !method.isBridge()
                && Arrays.equals(namesOf(method.getParameterTypes()), parameterTypes);
    }

    private boolean isDeclaredHere(Method method) {
        return method.getDeclaringClass().getName().equals(declaringClass);
    }

    private static String[] namesOf(Class<?>[] types) {
        return Stream.of(types).map(Class::getName).toArray(String[]::new);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MethodSignature that
                && that.declaringClass.equals(declaringClass)
                && that.name.equals(name)
                && Arrays.equals(that.parameterTypes, parameterTypes);
    }

    @Override
    public int hashCode() {
        return declaringClass.hashCode() * 31 + name.hashCode();
    }

    /** As people write it. */
    @Override
    public String toString() {
        return declaringClass + "." + name
                + Stream.of(parameterTypes).map(ClassUtils::getShortName).collect(Collectors.joining(", ", "(", ")"));
    }
}
