package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** An executable jar, made as the Maven plugin makes it, whose workers start with nothing configured. */
class NestedJarIT {

    private static final Pattern TEST_LIBRARIES = Pattern.compile(
            "prometheus|junit|opentest4j|archunit|mockito|byte-buddy|assertj|awaitility|tomcat|surefire|jacoco"
                    + "|jdbc|jpa|spring-orm|hibernate|persistence|spring-data|spring-boot-data|flyway|liquibase|h2|Hikari");
    private static final Pattern RESULT = Pattern.compile("RESULT from the parent to (\\d+) with (\\w+)");

    /** With a space: the location of a nested jar is percent-encoded. */
    @TempDir(factory = FolderWithSpace.class)
    Path folder;

    @Test
    void runsTaskFromExecutableJar() throws Exception {
        Path output = folder.resolve("output.txt");
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        executableJar().toString(),
                        "--spring.main.web-application-type=none",
                        "--process-pool.max-workers=1")
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

    private Path executableJar() throws IOException {
        Path plain = folder.resolve("plain.jar");
        Path classes = Path.of(NestedJarApplication.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        pack(classes, file -> file.getFileName().toString().startsWith("NestedJarApplication"), plain);
        List<Library> libraries = libraries(classes);
        Path executable = folder.resolve("application.jar");
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setMainClass(NestedJarApplication.class.getName());
        repackager.repackage(executable.toFile(), callback -> {
            for (Library library : libraries) {
                callback.library(library);
            }
        });
        return executable;
    }

    private List<Library> libraries(Path testClasses) throws IOException {
        List<Library> libraries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (path.equals(testClasses)
                    || !Files.exists(path)
                    || TEST_LIBRARIES.matcher(path.getFileName().toString()).find()) {
                continue;
            }
            if (Files.isDirectory(path)) {
                Path jar = folder.resolve("module-" + libraries.size() + ".jar");
                pack(path, file -> true, jar);
                path = jar;
            }
            libraries.add(new Library(path.toFile(), LibraryScope.COMPILE));
        }
        return libraries;
    }

    private static void pack(Path source, Predicate<Path> wanted, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(source)) {
            files.filter(Files::isRegularFile).filter(wanted).forEach(entry -> {
                try {
                    zip.putNextEntry(
                            new ZipEntry(source.relativize(entry).toString().replace(File.separatorChar, '/')));
                    Files.copy(entry, zip);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
