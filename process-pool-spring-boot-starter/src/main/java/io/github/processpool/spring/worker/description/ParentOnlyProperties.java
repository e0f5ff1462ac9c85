package io.github.processpool.spring.worker.description;

import io.github.processpool.spring.worker.values.ProcessIdentity;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.CompositePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Takes from the parent's environment what a worker's would not have by itself: properties from tests, from code, and system
 * properties that were set after the JVM's start. Only a value that counts is taken, not one that another source hides, because
 * in the worker it comes first. What is in environment variables and on the command line the worker reads itself; what is in
 * configuration files it gets as {@link ConfigurationFiles}.
 */
public final class ParentOnlyProperties {

    private static final Logger log = LoggerFactory.getLogger(ParentOnlyProperties.class);

    private static final Set<String> FOUND_BY_THE_WORKER = Set.of(
            "configurationProperties",
            "commandLineArgs",
            "springApplicationCommandLineArgs",
            "applicationInfo",
            "random",
            "cachedrandom",
            "servletConfigInitParams",
            "servletContextInitParams",
            "jndiProperties",
            "server.ports",
            ProcessIdentity.SOURCE,
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);

    /** Of the JVM, of the tool that runs a test, and, in capitals, what Boot sets for logging systems. */
    private static final Pattern OF_THIS_PROCESS = Pattern.compile(
            "(java|javax|jdk|sun|os|user|file|path|line|native|stdout|stderr|stdin|awt|surefire|failsafe|jacoco|catalina|"
                    + "com\\.sun|spring\\.devtools)\\..*|basedir|localRepository|spring\\.aot\\.enabled|[A-Z0-9_]+");

    private ParentOnlyProperties() {}

    public static Map<String, String> of(ConfigurableEnvironment environment) {
        Map<String, String> properties = new LinkedHashMap<>();
        List<PropertySource<?>> hiding = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if ("configurationProperties".equals(source.getName())) {
                continue; // A view of all the others.
            }
            if (source instanceof EnumerablePropertySource<?> enumerable && !isFoundByWorker(source)) {
                for (String name : enumerable.getPropertyNames()) {
                    if (isWanted(source, name) && hiding.stream().noneMatch(other -> has(other, name))) {
                        put(properties, name, valueOf(enumerable, name));
                    }
                }
            }
            hiding.add(source);
        }
        return properties;
    }

    private static boolean isFoundByWorker(PropertySource<?> source) {
        return FOUND_BY_THE_WORKER.contains(source.getName()) || source instanceof OriginTrackedMapPropertySource;
    }

    private static boolean isWanted(PropertySource<?> source, String name) {
        return !StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME.equals(source.getName())
                || !(OF_THIS_PROCESS.matcher(name).matches() || CommandLine.DEFINED.contains(name));
    }

    /** Also by another spelling: an environment variable hides a default in code. */
    private static boolean has(PropertySource<?> source, String name) {
        if (source.containsProperty(name)) {
            return true;
        }
        if (source instanceof CompositePropertySource) {
            return false; // Boot's view of it would fail for parts that can't be enumerated.
        }
        ConfigurationPropertySource relaxed = ConfigurationPropertySource.from(source);
        return relaxed != null && relaxed.getConfigurationProperty(ConfigurationPropertyName.adapt(name, '.')) != null;
    }

    private static @Nullable Object valueOf(EnumerablePropertySource<?> source, String name) {
        try {
            return source.getProperty(name);
        } catch (RuntimeException e) {
            // Computed by code of a test, which may not be able to yet.
            log.debug("The property '{}' of '{}' is not handed on to workers", name, source.getName(), e);
            return null;
        }
    }

    private static void put(Map<String, String> properties, String name, @Nullable Object value) {
        if (value instanceof Iterable<?> elements) {
            int index = 0;
            for (Object element : elements) {
                put(properties, name + "[" + index++ + "]", element);
            }
        } else if (value instanceof Object[] elements) {
            put(properties, name, List.of(elements));
        } else if (value instanceof Class<?> type) {
            properties.put(name, type.getName());
        } else if (value != null) {
            properties.put(name, value.toString());
        }
    }

    /** The system properties with which workers are started too. */
    private static final class CommandLine {

        static final Set<String> DEFINED = Set.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D"))
                .map(argument -> argument.substring(2).split("=", 2)[0])
                .toList());
    }
}
