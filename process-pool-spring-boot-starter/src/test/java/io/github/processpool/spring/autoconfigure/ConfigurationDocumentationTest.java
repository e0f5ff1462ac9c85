package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.spring.settings.ProcessPoolProperties;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.json.JsonParserFactory;

/** What is written about properties, what editors show and what there is are the same. */
class ConfigurationDocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    /** Not for properties: code; and the start-up cache, of which the starter has its own, under process-pool.worker.cache. */
    private static final Set<String> CODE_ONLY = Set.of(
            "initializer",
            "listener",
            "commandCustomizer",
            "serializer",
            "faults",
            "resultClasses",
            "startUpCache",
            "startUpCacheFolder",
            "build");

    @Test
    void pageListsEveryPropertyAsTheMetadataDoes() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("| `process-pool.")) {
                List<String> cells = Arrays.stream(line.split(" \\| "))
                        .map(cell -> cell.replaceAll("^\\| | \\|$|`", ""))
                        .toList();
                rows.put(cells.get(0), cells);
            }
        }
        Map<String, Map<String, Object>> properties = metadata();

        assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(properties.keySet());
        properties.forEach((name, property) -> {
            List<String> row = rows.get(name);
            assertThat(row.get(3)).as(name).isEqualTo(property.get("description"));
            if (property.containsKey("defaultValue")) {
                assertThat(row.get(2)).as(name).isEqualTo(String.valueOf(property.get("defaultValue")));
            }
            assertThat(row).as("when to change %s", name).hasSize(5).noneMatch(String::isBlank);
        });
    }

    @Test
    void everyPropertyIsDescribedInTheStyleOfSpringBoot() throws IOException {
        metadata()
                .forEach((name, property) -> assertThat(String.valueOf(property.get("description")))
                        .as(name)
                        .endsWith(".")
                        .doesNotStartWith("The ")
                        .doesNotStartWith("A ")
                        .doesNotStartWith("An "));
    }

    @Test
    void everySettingOfTheBuilderIsProperty() throws IOException {
        Set<String> settings = Arrays.stream(ProcessPoolExecutorBuilder.class.getMethods())
                .filter(method -> method.getDeclaringClass() == ProcessPoolExecutorBuilder.class)
                .map(Method::getName)
                .filter(name -> !CODE_ONLY.contains(name))
                .map(ConfigurationDocumentationTest::dashed)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(metadata().keySet()).containsAll(settings);
    }

    private static String dashed(String setting) {
        String dashed = setting.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return ConfigurationPropertyName.of("process-pool").append(dashed).toString();
    }

    @SuppressWarnings("unchecked") // JSON has no types.
    private static Map<String, Map<String, Object>> metadata() throws IOException {
        for (URL url : Collections.list(ProcessPoolProperties.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = url.openStream()) {
                Map<String, Object> json = JsonParserFactory.getJsonParser()
                        .parseMap(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                Map<String, Map<String, Object>> properties = ((List<Map<String, Object>>) json.get("properties"))
                        .stream()
                                .filter(property ->
                                        property.get("name").toString().startsWith("process-pool."))
                                .collect(Collectors.toMap(
                                        property -> property.get("name").toString(), property -> property));
                if (properties.containsKey("process-pool.enabled")) { // Those of the starter; tests have some, too.
                    return properties;
                }
            }
        }
        throw new AssertionError("There is no metadata");
    }
}
