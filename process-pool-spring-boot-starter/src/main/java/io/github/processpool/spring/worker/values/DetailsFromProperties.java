package io.github.processpool.spring.worker.values;

import io.github.processpool.spring.worker.name.PropertyNames;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Knows connections that are nothing but properties: classes which are named {@code Properties…ConnectionDetails}, as those of Boot
 * are. A worker has the same properties and makes the same of them, unless one is another each time that it is read.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class DetailsFromProperties {

    private static final int READINGS = 3;

    private final ConfigurableEnvironment environment;
    private final Map<String, String> overrides;

    DetailsFromProperties(ConfigurableEnvironment environment, Map<String, String> overrides) {
        this.environment = environment;
        this.overrides = overrides;
    }

    boolean areEnoughFor(ConnectionDetails details) {
        if (!details.getClass().getSimpleName().startsWith("Properties")) {
            return false;
        }
        String prefix = prefixOf(details.getClass());
        return prefix == null || isUnder(prefix, overrides.keySet().stream()) || !isRandom(prefix);
    }

    /**
     * Returns the class that makes connections of these interfaces of properties, as Boot names its own, if properties for workers
     * are about them: these win over what code of the application knows.
     */
    @Nullable
    Class<?> replacement(List<Class<?>> interfaces) {
        for (Class<?> type : interfaces) {
            Class<?> replacement = fromProperties(type);
            String prefix = replacement == null ? null : prefixOf(replacement);
            if (prefix != null && isUnder(prefix, overrides.keySet().stream())) {
                return replacement;
            }
        }
        return null;
    }

    /** Beside the interface, or within the configuration that declares it; null: only the application knows them. */
    private static @Nullable Class<?> fromProperties(Class<?> type) {
        String simple = type.getSimpleName();
        String outer = type.getName().substring(0, type.getName().length() - simple.length());
        String configuration = simple.replace("ConnectionDetails", "AutoConfiguration");
        Class<?> beside = find(outer + "Properties" + simple, type);
        return beside != null ? beside : find(outer + configuration + "$Properties" + simple, type);
    }

    private static @Nullable Class<?> find(String name, Class<?> neighbour) {
        try {
            return Class.forName(name, false, neighbour.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static @Nullable String prefixOf(Class<?> type) {
        for (Field field : type.getDeclaredFields()) {
            ConfigurationProperties properties =
                    AnnotatedElementUtils.findMergedAnnotation(field.getType(), ConfigurationProperties.class);
            if (properties != null) {
                return properties.prefix();
            }
        }
        return null;
    }

    private static boolean isUnder(String prefix, Stream<String> names) {
        return names.anyMatch(name -> isUnder(prefix, name));
    }

    private static boolean isUnder(String prefix, String name) {
        return PropertyNames.uniform(name).startsWith(PropertyNames.uniform(prefix) + ".");
    }

    private boolean isRandom(String prefix) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .filter(name -> isUnder(prefix, name))
                .distinct()
                .anyMatch(this::isAnotherEachTime);
    }

    private boolean isAnotherEachTime(String name) {
        try {
            String first = environment.getProperty(name);
            for (int i = 1; i < READINGS; i++) {
                if (!Objects.equals(first, environment.getProperty(name))) {
                    return true;
                }
            }
        } catch (RuntimeException e) {
            return false; // Then nobody uses it.
        }
        return false;
    }
}
