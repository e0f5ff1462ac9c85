package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.Jars;
import io.github.processpool.spring.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two applications in one servlet container, whose class path has nothing of them. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WarIT {

    private static final Pattern CONTAINER = Pattern.compile("(tomcat-embed-core|jakarta\\.annotation-api)-.*");

    @TempDir
    private Path folder;

    private static Path entryOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private void unpack(Class<?> type, Path destination) throws IOException {
        Path tests = entryOf(type);
        String place = type.getPackageName().replace('.', '/');
        Path folder = Files.createDirectories(destination.resolve(place));
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(tests.resolve(place), type.getSimpleName() + "*.class")) {
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
    }

    /** As a container unpacks it. */
    private Path war() throws IOException {
        Path war = folder.resolve("application");
        unpack(WarApplication.class, war.resolve("WEB-INF/classes"));
        Path lib = Files.createDirectories(war.resolve("WEB-INF/lib"));
        int modules = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path) && !path.equals(entryOf(WarApplication.class))) {
                Jars.pack(path, lib.resolve("module-" + modules++ + ".jar"));
            } else if (PackedApplication.BROUGHT
                    .matcher(path.getFileName().toString())
                    .matches()) {
                Files.copy(path, lib.resolve(path.getFileName()));
            }
        }
        return war;
    }

    private String classPathOfContainer() throws IOException {
        Path own = folder.resolve("container");
        unpack(WarContainer.class, own);
        return Stream.concat(
                        Stream.of(own.toString()),
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .filter(entry -> CONTAINER
                                        .matcher(Path.of(entry).getFileName().toString())
                                        .matches()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void applicationsInAContainerHaveWorkersOfTheirOwnAndLeaveNothingWhenTheyAreUndeployed() throws Exception {
        String war = war().toString();
        Path output = folder.resolve("output.txt");
        Process container = new ProcessBuilder(JavaProgram.command(
                        "-cp",
                        classPathOfContainer(),
                        WarContainer.class.getName(),
                        Files.createDirectory(folder.resolve("tomcat")).toString(),
                        war,
                        war))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = container.waitFor(4, TimeUnit.MINUTES);
            List<String> lines = Files.readAllLines(output);
            assertThat(ended).as("%s", lines).isTrue();
            assertThat(lines.stream().filter(line -> line.startsWith("RESULT ") || line.startsWith("LEFT ")))
                    .as("%s", lines)
                    .containsExactly(
                            "RESULT /one in another process: true",
                            "RESULT /two in another process: true",
                            "RESULT /one in another process: true");
            assertThat(lines).as("%s", lines).contains("END").noneMatch(line -> line.contains("SEVERE"));
        } finally {
            container.destroyForcibly();
        }
    }
}
