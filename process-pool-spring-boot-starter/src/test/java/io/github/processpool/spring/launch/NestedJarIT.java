package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.JavaProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executable jar, made as the Maven plugin makes it, whose workers start with nothing configured. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class NestedJarIT {

    private static final Pattern RESULT = Pattern.compile("RESULT from the parent to (\\d+) with (\\w+)");

    /** With a space: the location of a nested jar is percent-encoded. */
    @TempDir(factory = FolderWithSpace.class)
    Path folder;

    @Test
    void runsTaskFromExecutableJar() throws Exception {
        Path output = folder.resolve("output.txt");
        Process application = new ProcessBuilder(JavaProgram.command(
                        "-jar",
                        new PackedApplication(folder, NestedJarApplication.class)
                                .executableJar()
                                .toString(),
                        "--spring.main.web-application-type=none",
                        "--process-pool.worker.cache.enabled=false",
                        "--process-pool.max-workers=1"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(application.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            application.destroyForcibly();
        }

        String text = Files.readString(output);
        Matcher result = RESULT.matcher(text);
        assertThat(result.find()).as(text).isTrue();
        assertThat(Long.parseLong(result.group(1))).isNotEqualTo(application.pid());
        assertThat(result.group(2)).isEqualTo("LaunchedClassLoader");
        assertThat(application.exitValue()).as(text).isZero();
        assertThat(ProcessHandle.of(Long.parseLong(result.group(1)))).isEmpty();
    }
}
