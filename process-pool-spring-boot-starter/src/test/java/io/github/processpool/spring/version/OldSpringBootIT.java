package io.github.processpool.spring.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.JavaProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** An application on Spring Boot 3.5, in a JVM of its own. The build copies that Boot's jars. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OldSpringBootIT {

    /** Of this build's class path, beside the starter; the rest is the old one's. */
    private static final List<String> NEEDED = List.of(
            "process-pool-core", "logback", "slf4j", "jspecify", "micrometer-commons", "micrometer-observation-1");

    @TempDir
    Path folder;

    @Test
    void applicationIsToldWhichSpringBootTheStarterNeeds() throws Exception {
        Path output = folder.resolve("output.txt");
        Process application = new ProcessBuilder(JavaProgram.command("-cp", classPath(), Application.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }
        assertThat(Files.readString(output))
                .contains("APPLICATION FAILED TO START", "needs Spring Boot 4, this is 3.5.")
                .doesNotContain("\tat ");
        assertThat(application.exitValue()).isEqualTo(1);
    }

    /** Without the folder of the tests, which has a {@code spring.factories} of its own. */
    private String classPath() throws Exception {
        String file = Application.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve("application").resolve(file);
        Files.createDirectories(copy.getParent());
        try (var compiled = Application.class.getClassLoader().getResourceAsStream(file)) {
            Files.copy(compiled, copy);
        }
        String needed = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NEEDED.stream().anyMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
        Path starter = Path.of(SpringVersionCheck.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path old = Path.of("target", "old-spring-boot").toAbsolutePath();
        return String.join(
                File.pathSeparator,
                folder.resolve("application").toString(),
                starter.toString(),
                needed,
                old.resolve("*").toString());
    }

    @EnableAutoConfiguration
    static class Application {

        public static void main(String[] arguments) {
            SpringApplication.run(Application.class, arguments);
        }
    }
}
