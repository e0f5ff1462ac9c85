package io.github.processpool.spring.worker.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ConfigurationFilesTest {

    private final StandardEnvironment parent = new StandardEnvironment();
    private final StandardEnvironment worker = new StandardEnvironment();

    private static void addFile(StandardEnvironment environment, String name, Map<String, Object> properties) {
        environment.getPropertySources().addLast(new OriginTrackedMapPropertySource(name, properties));
    }

    /** As a run of the application does it, with the files of this module's tests to be found. */
    private void readIn(ConfigurationFiles files) {
        files.putInto(worker);
        ConfigDataEnvironmentPostProcessor.applyTo(worker);
        ConfigurationFiles.finishIn(worker);
    }

    @Test
    void theParentsFilesCountInTheirOrderAndNoneIsRead() {
        addFile(parent, "first", Map.of("a", 1, "list[0]", "x"));
        addFile(parent, "second", Map.of("a", 2, "b", true, "list[0]", "y", "list[1]", "z"));

        readIn(ConfigurationFiles.of(parent, Map.of()));

        assertThat(worker.getProperty("a")).isEqualTo("1");
        assertThat(worker.getProperty("b")).isEqualTo("true");
        assertThat(worker.getPropertySources().stream()
                        .filter(OriginTrackedMapPropertySource.class::isInstance)
                        .map(source -> source.getName()))
                .containsExactly("first", "second");
        assertThat(Binder.get(worker).bind("list", String[].class).get())
                .as("lists of two files are not mixed")
                .containsExactly("x");
    }

    @Test
    void defaultsInCodeComeLast() {
        addFile(parent, "file", Map.of("a", "file"));
        worker.getPropertySources()
                .addLast(new MapPropertySource("defaultProperties", Map.of("a", "code", "b", "code")));

        readIn(ConfigurationFiles.of(parent, Map.of()));

        assertThat(worker.getProperty("a")).isEqualTo("file");
        assertThat(worker.getProperty("b")).isEqualTo("code");
    }

    @Test
    void profilesAreThoseThatTheParentsFilesHaveMadeActive() {
        addFile(parent, "file", Map.of("spring.profiles.group.a", "b", "spring.profiles.active", "a"));
        parent.setActiveProfiles("a", "b", "c");

        readIn(ConfigurationFiles.of(parent, Map.of()));

        assertThat(worker.getActiveProfiles()).containsExactly("a", "b", "c");
        assertThat(worker.getProperty("spring.profiles.active")).isEqualTo("a");
    }

    @Test
    void missingFileThatTheParentHasReadHarmsNoWorker() {
        Map<String, Object> words =
                Map.of("spring.config.location", "file:./gone.yml", "spring.config.import", "file:gone");
        addFile(parent, "file", Map.of("a", 1));
        worker.getPropertySources().addFirst(new MapPropertySource("words", words));

        readIn(ConfigurationFiles.of(parent, Map.of()));

        assertThat(worker.getProperty("a")).isEqualTo("1");
        assertThat(worker.getProperty("spring.config.location")).isEqualTo("file:./gone.yml");
    }

    @Test
    void workerReadsFilesItselfThatItsOwnPropertiesChoose() {
        addFile(parent, "file", Map.of("a", 1));

        assertThat(ConfigurationFiles.of(parent, Map.of("spring.profiles.include", "worker")))
                .isNull();
        assertThat(ConfigurationFiles.of(parent, Map.of("spring.config.location", "classpath:/x.yml")))
                .isNull();
        assertThat(ConfigurationFiles.of(new StandardEnvironment(), Map.of())).isNull();
    }
}
