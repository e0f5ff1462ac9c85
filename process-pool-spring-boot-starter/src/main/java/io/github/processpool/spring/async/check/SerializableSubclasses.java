package io.github.processpool.spring.async.check;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Looks, for the {@link BeanCheck}, whether there is a serializable class below one that is not: in the packages of the application,
 * and in that of the class. It looks only at the few types that are in question; where it can't look, there may be one.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class SerializableSubclasses {

    private static final Logger log = LoggerFactory.getLogger(SerializableSubclasses.class);

    private final ConfigurableListableBeanFactory beanFactory;
    private final Map<Class<?>, Boolean> known = new ConcurrentHashMap<>();

    SerializableSubclasses(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    /** Whether an object of the type may be serializable. */
    boolean mayBeSerializable(Class<?> type) {
        return known.computeIfAbsent(type, this::look);
    }

    /** Tells of a result that is an interface of getters without a class: Spring Data makes proxies of it, which can't travel. */
    void tellOfProjection(String name, Method method, Class<?> beanType) {
        try {
            ResolvableType returned = ResolvableType.forMethodReturnType(method, ClassUtils.getUserClass(beanType));
            for (Class<?> type : typesIn(returned)) {
                if (isProjection(type) && !mayBeSerializable(type)) {
                    tell(name, type);
                }
            }
        } catch (RuntimeException | LinkageError e) { // It is advice only, and no reason not to start.
            log.debug("Can't look at the result of {}", name, e);
        }
    }

    private static void tell(String name, Class<?> projection) {
        log.warn(
                "The result of {} is of the interface {}, of which there is no serializable class here. If it is a"
                        + " projection of Spring Data, it can't be sent back from a worker: let the query return a record",
                name,
                projection.getName());
    }

    private static Set<Class<?>> typesIn(ResolvableType type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        addTypesIn(type, found, new HashSet<>());
        return found;
    }

    /** The bound of a variable may name the variable again: {@code T extends Comparable<T>}. */
    private static void addTypesIn(ResolvableType type, Set<Class<?>> found, Set<Type> seen) {
        if (!seen.add(type.getType())) {
            return;
        }
        Class<?> raw = type.isArray() ? type.getComponentType().resolve() : type.resolve();
        if (raw != null) {
            found.add(raw);
        }
        for (ResolvableType generic : type.getGenerics()) {
            addTypesIn(generic, found, seen);
        }
    }

    private boolean isProjection(Class<?> type) {
        return type.isInterface()
                && !Serializable.class.isAssignableFrom(type)
                && packages(null).stream().anyMatch(own -> type.getName().startsWith(own + "."))
                && type.getMethods().length > 0
                && Stream.of(type.getMethods()).allMatch(SerializableSubclasses::isGetter);
    }

    private static boolean isGetter(Method method) {
        boolean named = method.getName().startsWith("get") || method.getName().startsWith("is");
        return named && method.getParameterCount() == 0 && !ReflectionUtils.isObjectMethod(method);
    }

    private boolean look(Class<?> type) {
        try {
            Scan scan = new Scan(type, beanFactory.getBeanClassLoader());
            Set<String> found = packages(type).stream().flatMap(scan::in).collect(Collectors.toSet());
            // Where it does not come upon the type itself it sees nothing: in a module, in a jar without entries for
            // folders.
            return !found.contains(type.getName()) || found.stream().anyMatch(scan::isSerializable);
        } catch (RuntimeException | LinkageError e) { // There are places where nobody can look.
            log.debug("Can't look for subclasses of {}", type.getName(), e);
            return true;
        }
    }

    /** Packages that contain each other are looked through once. */
    private Set<String> packages(@Nullable Class<?> type) {
        Set<String> packages = new LinkedHashSet<>();
        if (AutoConfigurationPackages.has(beanFactory)) {
            packages.addAll(AutoConfigurationPackages.get(beanFactory));
        }
        if (type != null && packages.stream().noneMatch(own -> (type.getPackageName() + ".").startsWith(own + "."))) {
            packages.add(type.getPackageName());
        }
        return packages;
    }

    /** Finds classes by their files, and loads those below the type only. */
    private static final class Scan extends ClassPathScanningCandidateComponentProvider {

        private final @Nullable ClassLoader loader;

        private Scan(Class<?> type, @Nullable ClassLoader loader) {
            super(false);
            this.loader = loader;
            setResourceLoader(new PathMatchingResourcePatternResolver(loader));
            addIncludeFilter(new AssignableTypeFilter(type));
        }

        /** Also those that could be no components: members of other classes, and abstract ones. */
        @Override
        protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
            return true;
        }

        /** The names of the type, if it is there, and of those below it. */
        private Stream<String> in(String folder) {
            return findCandidateComponents(folder).stream()
                    .map(BeanDefinition::getBeanClassName)
                    .filter(Objects::nonNull);
        }

        private boolean isSerializable(String name) {
            return Serializable.class.isAssignableFrom(ClassUtils.resolveClassName(name, loader));
        }
    }
}
