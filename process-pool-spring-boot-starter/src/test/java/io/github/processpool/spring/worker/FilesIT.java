package io.github.processpool.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.JavaProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files that an application writes stay the parent's: its logs, and that with its pid. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class FilesIT {

    /** Opening it once more would empty it. */
    private static final String LOGBACK = """
            <configuration>
              <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                <file>%s</file>
                <append>false</append>
                <encoder><pattern>%%msg%%n</pattern></encoder>
              </appender>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%%msg%%n</pattern></encoder>
              </appender>
              <root level="INFO">
                <appender-ref ref="FILE"/>
                <appender-ref ref="CONSOLE"/>
              </root>
            </configuration>
            """;

    @TempDir
    Path folder;

    @Test
    void logFileOfBootStaysTheParents() throws Exception {
        String output = run(folder, "--logging.file.name=" + folder.resolve("application.log"));

        assertFilesAreTheParents(output);
    }

    @Test
    void logFileOfTheUsersOwnConfigurationStaysTheParents() throws Exception {
        Path classPath = Files.createDirectory(folder.resolve("classes"));
        Files.writeString(classPath.resolve("logback.xml"), LOGBACK.formatted(folder.resolve("application.log")));

        String output = run(classPath);

        assertFilesAreTheParents(output);
    }

    private void assertFilesAreTheParents(String output) throws Exception {
        assertThat(output).contains("debug from a bean").doesNotContain("Ignoring 'logback.configurationFile'");
        for (String prefix : List.of("PLAIN ", "WORKER ")) {
            assertThat(output.lines().filter(line -> line.startsWith(prefix)))
                    .as(output)
                    .singleElement()
                    .asString()
                    .doesNotContain("application.log");
        }
        assertThat(Files.readString(folder.resolve("application.log")))
                .contains("before the worker", "after the worker");
    }

    private String run(Path classPath, String... more) throws Exception {
        Path output = folder.resolve("output.txt");
        Path pid = folder.resolve("application.pid");
        List<String> command = JavaProgram.command(
                "-cp",
                classPath + File.pathSeparator + System.getProperty("java.class.path"),
                FilesApplication.class.getName(),
                pid.toString(),
                "--logging.level.io.github.processpool.spring.worker=debug",
                "--process-pool.max-workers=1",
                "--process-pool.start-timeout=2m");
        command.addAll(List.of(SmallOnDemand.ARGUMENTS));
        command.addAll(List.of(more));
        Process application = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(8, TimeUnit.MINUTES)).isTrue();
            String text = Files.readString(output);
            assertThat(text).contains("PID " + application.pid() + "\n");
            assertThat(text).contains("WORKER ");
            return text;
        } finally {
            application.destroyForcibly();
        }
    }
}
