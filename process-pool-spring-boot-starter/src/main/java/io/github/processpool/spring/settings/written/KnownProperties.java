package io.github.processpool.spring.settings.written;

import io.github.processpool.spring.cluster.ClusterProperties;
import io.github.processpool.spring.settings.ProcessPoolProperties;
import io.github.processpool.spring.settings.ProcessPoolProperties.NamedPool;
import io.github.processpool.spring.settings.PropertyLayers;
import io.github.processpool.spring.settings.StartUpCacheProperties;
import io.github.processpool.spring.settings.WorkerProperties;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.StringUtils;

/**
 * The properties that there are, read off the classes that they are bound to: of the application, and of a single pool. Elements of
 * a list and entries of a map are known with it. Immutable.
 */
final class KnownProperties {

    static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PropertyLayers.PREFIX);
    static final ConfigurationPropertyName POOLS = ROOT.append("pools");

    private static final List<Class<?>> BOUND = List.of(
            ProcessPoolProperties.class, WorkerProperties.class, StartUpCacheProperties.class, ClusterProperties.class);

    /** Names and types of their values. */
    private final Map<ConfigurationPropertyName, Class<?>> all = new LinkedHashMap<>();

    private KnownProperties() {}

    /** With their full names, but for what stands below the name of a pool. */
    static KnownProperties ofApplication() {
        KnownProperties properties = new KnownProperties();
        for (Class<?> type : BOUND) {
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            properties.add(ConfigurationPropertyName.of(prefix), type);
        }
        return properties;
    }

    /** With the part of their names that follows the name of the pool. */
    static KnownProperties ofPool() {
        KnownProperties properties = new KnownProperties();
        properties.add(ConfigurationPropertyName.EMPTY, NamedPool.class);
        return properties;
    }

    /** Whether values under a prefix are bound to one of the starter's classes. */
    static boolean isBoundHere(Class<?> type) {
        return BOUND.contains(type);
    }

    private void add(ConfigurationPropertyName prefix, Class<?> type) {
        for (Method method : type.getMethods()) {
            Class<?> got = method.getReturnType();
            if (method.getName().startsWith("set")) {
                all.put(prefix.append(key(method)), method.getParameterTypes()[0]);
            } else if (method.getName().startsWith("get") && got.getEnclosingClass() == type) {
                add(prefix.append(key(method)), got); // Further properties, as in Boot's own classes.
            }
        }
    }

    private static String key(Method accessor) {
        return DataObjectPropertyName.toDashedForm(
                StringUtils.uncapitalize(accessor.getName().substring("set".length())));
    }

    /** Whether something takes it; a part of a name counts, since files of some formats have lines for those. */
    boolean contains(ConfigurationPropertyName name) {
        if (all.containsKey(name)) {
            return true;
        }
        return all.entrySet().stream()
                .anyMatch(known -> name.isAncestorOf(known.getKey())
                        || (known.getKey().isAncestorOf(name) && holds(known.getKey(), known.getValue(), name)));
    }

    private static boolean holds(ConfigurationPropertyName known, Class<?> type, ConfigurationPropertyName name) {
        return Map.class.isAssignableFrom(type)
                || (List.class.isAssignableFrom(type)
                        && name.getNumberOfElements() == known.getNumberOfElements() + 1
                        && name.isLastElementIndexed());
    }

    Stream<String> names() {
        return all.keySet().stream().map(ConfigurationPropertyName::toString);
    }

    @Override
    public String toString() {
        return names().sorted().collect(Collectors.joining(", "));
    }
}
