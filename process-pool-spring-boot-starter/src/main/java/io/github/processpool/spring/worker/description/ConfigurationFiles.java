package io.github.processpool.spring.worker.description;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Configuration files as the parent has read them: taken from its environment, put in their place into a worker's, which reads
 * none then. They may have been edited since, or be named relative to a directory that is not the worker's.
 *
 * <p><b>Thread safety:</b> immutable.
 *
 * @param files those that counted, the first first
 * @param profiles the active ones, which files may have had a say in
 */
public record ConfigurationFiles(List<File> files, List<String> profiles) implements Serializable {

    private static final String READ_NONE = "processPoolWorkerReadsNoFiles";
    private static final String DEFAULTS = "defaultProperties";

    /**
     * One document of a file.
     *
     * @param name of its property source
     * @param properties in it
     */
    record File(String name, Map<String, String> properties) implements Serializable {}

    /**
     * Takes the files of an environment.
     *
     * @param overrides properties of workers: where they choose files, or the profiles that files are chosen by, a worker reads them
     * @return null if a worker has to read files itself
     */
    public static @Nullable ConfigurationFiles of(ConfigurableEnvironment environment, Map<String, String> overrides) {
        List<File> files = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof OriginTrackedMapPropertySource file) {
                files.add(new File(file.getName(), propertiesOf(file)));
            }
        }
        // Without any they may be wrapped, to be decrypted for example.
        return files.isEmpty() || overrides.keySet().stream().anyMatch(ConfigurationFiles::isAboutFiles)
                ? null
                : new ConfigurationFiles(files, List.of(environment.getActiveProfiles()));
    }

    private static Map<String, String> propertiesOf(OriginTrackedMapPropertySource file) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : file.getPropertyNames()) {
            Object value = file.getProperty(name);
            if (value != null) {
                properties.put(name, value.toString());
            }
        }
        return properties;
    }

    private static boolean isAboutFiles(String property) {
        return property.startsWith("spring.config.") || property.startsWith("spring.profiles.");
    }

    /** Puts them into an environment for which Boot is about to read files, and has it read none. */
    public void putInto(ConfigurableEnvironment environment) {
        MutablePropertySources sources = environment.getPropertySources();
        for (File file : files) {
            PropertySource<?> source = new OriginTrackedMapPropertySource(file.name(), file.properties());
            if (sources.contains(DEFAULTS)) {
                sources.addBefore(DEFAULTS, source);
            } else {
                sources.addLast(source);
            }
        }
        Map<String, Object> none = new HashMap<>();
        none.put("spring.config.location", "");
        none.put("spring.config.additional-location", "");
        none.put("spring.config.import", "");
        none.put("spring.profiles.active", String.join(",", profiles));
        sources.addFirst(new MapPropertySource(READ_NONE, none));
    }

    /** Shows, once Boot would have read files, which ones the application has asked for. */
    public static void finishIn(ConfigurableEnvironment environment) {
        environment.getPropertySources().remove(READ_NONE);
    }
}
