package io.github.processpool.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.settings.ProcessPoolProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** The manifest and the unit of docs/kubernetes.md can be read, name properties that there are, and give enough time to stop. */
class KubernetesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "kubernetes.md");
    private static final int REST_SECONDS = 5;

    private static String block(String language) throws IOException {
        Matcher matcher = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(PAGE));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> in(Object map, String... path) {
        Object found = map;
        for (String name : path) {
            found = ((Map<String, Object>) found).get(name);
        }
        return (Map<String, Object>) found;
    }

    private static Map<String, Object> pod() throws IOException {
        YamlMapFactoryBean manifest = new YamlMapFactoryBean();
        manifest.setResources(new ByteArrayResource(block("yaml").getBytes(StandardCharsets.UTF_8)));
        return in(Objects.requireNonNull(manifest.getObject()), "spec", "template", "spec");
    }

    private static Map<String, Object> container() throws IOException {
        return in(((List<?>) pod().get("containers")).get(0));
    }

    private static Map<String, Object> variables() throws IOException {
        Map<String, Object> variables = new LinkedHashMap<>();
        for (Object variable : (List<?>) container().get("env")) {
            variables.put((String) in(variable).get("name"), in(variable).get("value"));
        }
        return variables;
    }

    private static Binder environment() throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("pod-systemEnvironment", variables()));
        return new Binder(ConfigurationPropertySources.get(environment));
    }

    @Test
    void itsVariablesAreProperties() throws IOException {
        Binder environment = environment();

        ProcessPoolProperties properties =
                environment.bind("process-pool", ProcessPoolProperties.class).get();
        assertThat(properties.getMinWorkers()).isEqualTo(2);
        assertThat(environment
                        .bind("process-pool.worker.cache.folder", Path.class)
                        .get())
                .isEqualTo(Path.of("/tmp"));
        assertThat(environment
                        .bind("management.endpoint.health.group.readiness.include", String[].class)
                        .get())
                .containsExactly("readinessState", "processPoolReadiness");
    }

    @Test
    void theGraceIsEnoughForAllPhases() throws IOException {
        String phase = environment()
                .bind("spring.lifecycle.timeout-per-shutdown-phase", String.class)
                .get();
        long phases = 2 * DurationStyle.detectAndParse(phase).toSeconds();
        int before = (Integer) in(container(), "lifecycle", "preStop", "sleep").get("seconds");

        assertThat((Integer) pod().get("terminationGracePeriodSeconds"))
                .isGreaterThanOrEqualTo(Math.toIntExact(before + phases + REST_SECONDS));
    }

    @Test
    void whatIsReadOnlyHasAPlaceForTemporaryFiles() throws IOException {
        Map<String, Object> security = in(container(), "securityContext");

        assertThat(security).containsEntry("readOnlyRootFilesystem", true);
        assertThat((List<?>) container().get("volumeMounts"))
                .singleElement()
                .satisfies(mount -> assertThat(in(mount)).containsEntry("mountPath", "/tmp"));
        assertThat(in(container(), "resources", "limits")).containsOnlyKeys("cpu", "memory");
    }

    @Test
    void probesAskForHealthThatThereIs() throws IOException {
        assertThat(in(container(), "livenessProbe", "httpGet")).containsEntry("path", "/actuator/health/liveness");
        assertThat(in(container(), "readinessProbe", "httpGet")).containsEntry("path", "/actuator/health/readiness");
        assertThat(in(container(), "startupProbe", "httpGet")).containsEntry("path", "/actuator/health/liveness");
    }

    @Test
    void theUnitStopsTheApplicationOnlyAndOutlivesAWorker() throws IOException {
        assertThat(block("ini").lines())
                .contains("KillMode=mixed", "OOMPolicy=continue", "[Service]")
                .filteredOn(line -> line.startsWith("RestrictAddressFamilies="))
                .singleElement()
                .asString()
                .contains("AF_UNIX");
    }
}
