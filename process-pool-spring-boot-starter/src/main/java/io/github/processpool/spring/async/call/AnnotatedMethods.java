package io.github.processpool.spring.async.call;

import io.github.processpool.spring.annotation.ProcessAsync;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.Lifecycle;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds what is annotated, directly, through another annotation, at the class or at an interface. Stateless. */
public final class AnnotatedMethods {

    /** Annotations on methods that are called by the container, not by other beans. */
    private static final Set<String> CONTAINERS_OWN = Set.of(
            "jakarta.annotation.PostConstruct",
            "jakarta.annotation.PreDestroy",
            "jakarta.inject.Inject",
            "org.springframework.beans.factory.annotation.Autowired",
            "org.springframework.context.annotation.Bean");

    private static final Set<Class<?>> CALLBACKS = Set.of(
            Aware.class,
            InitializingBean.class,
            DisposableBean.class,
            AutoCloseable.class,
            SmartInitializingSingleton.class,
            Lifecycle.class);

    private AnnotatedMethods() {}

    /** All of a bean's class, also those that no proxy can have. */
    public static Map<Method, ProcessAsync> of(Class<?> type) {
        if (!AnnotationUtils.isCandidateClass(type, ProcessAsync.class) || isSprings(type.getName())) {
            return Map.of();
        }
        Map<Method, ProcessAsync> found = new LinkedHashMap<>(MethodIntrospector.selectMethods(
                type, (MethodIntrospector.MetadataLookup<ProcessAsync>) AnnotatedMethods::find));
        for (Class<?> one : ClassUtils.getAllInterfacesForClassAsSet(type)) {
            for (Method method : one.getMethods()) {
                ProcessAsync own = find(method);
                if (own != null && declaring(method, type).equals(method)) {
                    found.putIfAbsent(method, own);
                }
            }
        }
        return found;
    }

    /**
     * Finds the method that says whether a call of another is a task: that of the bean's class, or one of an interface that the
     * class which has the method knows nothing of, because it is the superclass of one that does, or stands behind a proxy, as
     * with repositories.
     */
    public static Method declaring(Method called, Class<?> type) {
        Method own = AopUtils.getMostSpecificMethod(called, type);
        Class<?> place = own.getDeclaringClass();
        if (Proxy.isProxyClass(place)) {
            return called;
        }
        Stream<Method> ofInterfaces = ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                .map(one -> ClassUtils.getMethodIfAvailable(one, called.getName(), called.getParameterTypes()));
        return Stream.concat(Stream.of(own, called), ofInterfaces)
                .filter(one ->
                        one != null && (one == own || !one.getDeclaringClass().isAssignableFrom(place)))
                .filter(one -> find(one) != null)
                .findFirst()
                .orElse(own);
    }

    /** What the framework makes need not be looked at; applications that Spring shows as samples are none of it. */
    public static boolean isSprings(String type) {
        return type.startsWith("org.springframework.") && !type.startsWith("org.springframework.samples.");
    }

    /** What is said about a method, which is the one of the bean's class; null if nothing is. */
    public static @Nullable ProcessAsync find(Method method) {
        if (method.isSynthetic() || method.getDeclaringClass() == Object.class) {
            return null;
        }
        ProcessAsync own = AnnotatedElementUtils.findMergedAnnotation(method, ProcessAsync.class);
        return own != null || !isForOtherBeans(method)
                ? own
                : AnnotatedElementUtils.findMergedAnnotation(method.getDeclaringClass(), ProcessAsync.class);
    }

    /** Whether an annotation at the class is meant for the method. */
    private static boolean isForOtherBeans(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && !ReflectionUtils.isObjectMethod(method)
                && !isCallback(method)
                && MergedAnnotations.from(method).stream()
                        .noneMatch(annotation ->
                                CONTAINERS_OWN.contains(annotation.getType().getName()));
    }

    private static boolean isCallback(Method method) {
        Class<?> type = method.getDeclaringClass();
        return CALLBACKS.stream()
                .filter(callback -> callback.isAssignableFrom(type))
                .flatMap(callback -> interfacesOf(type, callback))
                .anyMatch(one -> ReflectionUtils.findMethod(one, method.getName(), method.getParameterTypes()) != null);
    }

    private static Stream<Class<?>> interfacesOf(Class<?> type, Class<?> callback) {
        return ClassUtils.getAllInterfacesForClassAsSet(type).stream().filter(callback::isAssignableFrom);
    }
}
