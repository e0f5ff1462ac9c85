package io.github.processpool.spring.settings.written;

import io.github.processpool.spring.settings.PropertyLayers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Names under {@code process-pool} that somebody else takes, with all that stands below them: prefixes that classes of a context or of
 * one above it are bound to; and what metadata on the class path describes, also where the configuration that has it is off. The
 * starter's own names are none of them, so that its metadata makes no error in them right. Stateless.
 */
final class PropertiesOfOthers {

    private static final List<String> METADATA = List.of(
            "META-INF/spring-configuration-metadata.json", "META-INF/additional-spring-configuration-metadata.json");

    private PropertiesOfOthers() {}

    /** Finds them, but for those that are known anyway. */
    static Set<ConfigurationPropertyName> in(
            ConfigurableListableBeanFactory beans, Predicate<ConfigurationPropertyName> isKnown) {
        Set<ConfigurationPropertyName> names = new LinkedHashSet<>(described(beans.getBeanClassLoader()));
        names.removeIf(isKnown);
        BeanFactory each = beans;
        while (each instanceof ListableBeanFactory context) {
            addBound(context, names);
            each = each instanceof HierarchicalBeanFactory child ? child.getParentBeanFactory() : null;
        }
        return names;
    }

    private static void addBound(ListableBeanFactory beans, Set<ConfigurationPropertyName> prefixes) {
        for (String bean : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            ConfigurationProperties annotation = beans.findAnnotationOnBean(bean, ConfigurationProperties.class, false);
            Class<?> type = beans.getType(bean, false);
            if (annotation != null
                    && ConfigurationPropertyName.isValid(annotation.prefix())
                    && (type == null || !KnownProperties.isBoundHere(type))) {
                prefixes.add(ConfigurationPropertyName.of(annotation.prefix()));
            }
        }
    }

    // -- Metadata --

    private static Set<ConfigurationPropertyName> described(@Nullable ClassLoader loader) {
        ClassLoader classes = Objects.requireNonNullElseGet(loader, ClassLoader::getSystemClassLoader);
        Set<ConfigurationPropertyName> names = new LinkedHashSet<>();
        for (String place : METADATA) {
            try {
                for (URL file : Collections.list(classes.getResources(place))) {
                    addDescribed(file, names);
                }
            } catch (IOException e) {
                // Then nobody has described anything there.
            }
        }
        return names;
    }

    /** A file that can't be read describes nothing. */
    private static void addDescribed(URL file, Set<ConfigurationPropertyName> names) {
        try (InputStream input = file.openStream()) {
            String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
            if (text.contains(PropertyLayers.PREFIX)) {
                Map<String, Object> metadata = JsonParserFactory.getJsonParser().parseMap(text);
                addNames(metadata.get("groups"), names);
                addNames(metadata.get("properties"), names);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            // It was made for editors.
        }
    }

    private static void addNames(@Nullable Object items, Set<ConfigurationPropertyName> names) {
        for (Object item : items instanceof List<?> list ? list : List.of()) {
            if (item instanceof Map<?, ?> map
                    && map.get("name") instanceof String name
                    && ConfigurationPropertyName.isValid(name)
                    && KnownProperties.ROOT.isAncestorOf(ConfigurationPropertyName.of(name))) {
                names.add(ConfigurationPropertyName.of(name));
            }
        }
    }
}
