package io.github.processpool.spring.settings.written;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Looks through what files, command line and tests say under {@code process-pool}. Variables of the operating system are left out,
 * since anybody may set some that look alike ({@code PROCESS_POOL_SERVICE_HOST}), and so are sources that can't list what they have.
 */
final class WrittenProperties {

    private final Environment environment;

    WrittenProperties(Environment environment) {
        this.environment = environment;
    }

    /** Returns the names that are wanted, each with its place, in words. */
    Map<ConfigurationPropertyName, String> find(Predicate<ConfigurationPropertyName> wanted) {
        Map<ConfigurationPropertyName, String> found = new LinkedHashMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable && !isOfOperatingSystem(source)) {
                for (ConfigurationPropertyName name : iterable) {
                    if (KnownProperties.ROOT.isAncestorOf(name) && wanted.test(name)) {
                        found.computeIfAbsent(name, one -> place(source, one));
                    }
                }
            }
        }
        return found;
    }

    private static boolean isOfOperatingSystem(ConfigurationPropertySource source) {
        Object underlying = source.getUnderlyingSource();
        return underlying instanceof SystemEnvironmentPropertySource
                || (underlying instanceof PropertySource<?> named
                        && named.getName().endsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME));
    }

    private static String place(ConfigurationPropertySource source, ConfigurationPropertyName name) {
        ConfigurationProperty property = propertyOf(source, name);
        if (property != null && property.getOrigin() != null) {
            return property.getOrigin().toString();
        }
        // Its own words may have values in them.
        return "property source \""
                + (source.getUnderlyingSource() instanceof PropertySource<?> named ? named.getName() : "") + "\"";
    }

    /** Values of tests may be computed, and fail. */
    private static @Nullable ConfigurationProperty propertyOf(
            ConfigurationPropertySource source, ConfigurationPropertyName name) {
        try {
            return source.getConfigurationProperty(name);
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Returns the names that values of other properties refer to, as in {@code ${process-pool.heap}}. */
    Set<ConfigurationPropertyName> referredTo() {
        Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
        Pattern reference = Pattern.compile("\\$\\{\\s*([Pp][Rr][^:{}$]+)");
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                for (ConfigurationPropertyName name : iterable) {
                    ConfigurationProperty property = propertyOf(source, name);
                    Object value = property == null ? null : property.getValue();
                    if (value instanceof CharSequence text) {
                        Matcher matcher = reference.matcher(text);
                        while (matcher.find()) {
                            names.add(ConfigurationPropertyName.adapt(
                                    matcher.group(1).trim(), '.'));
                        }
                    }
                }
            }
        }
        return names;
    }
}
