package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.launch.RunningApplication.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spring Boot's launchers with what they can be told besides an archive, each run once: workers read what the application reads. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LaunchFormsIT {

    private static final String LAUNCHERS = "org.springframework.boot.loader.launch.";
    private static final String NESTED = "LaunchedClassLoader";
    private static final String PLAIN = "AppClassLoader";
    private static final String NO_CACHE = "--process-pool.worker.cache.enabled=false";

    @TempDir(factory = FolderWithSpace.class)
    static Path packed;

    private static Path jar;
    /** Has a file that is not packed with the application. */
    private static Path beside;

    /** Where the application runs. */
    @TempDir(factory = FolderWithSpace.class)
    Path folder;

    /** Where the workers run. */
    @TempDir
    Path elsewhere;

    @BeforeAll
    static void pack() throws IOException {
        jar = new PackedApplication(packed, LaunchedApplication.class).executableJar();
        beside = Files.createDirectory(packed.resolve("beside")).resolve("beside.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(beside))) {
            out.putNextEntry(new ZipEntry("beside.txt"));
            out.write("found".getBytes(StandardCharsets.UTF_8));
        }
    }

    private RunningApplication launch(List<String> words, String... arguments) throws IOException {
        return RunningApplication.start(
                packed,
                builder -> {
                    builder.directory(folder.toFile());
                    builder.environment().remove("CLASSPATH");
                },
                words,
                arguments);
    }

    @Test
    void loaderPathCountsInWorkersOfAWarBeforeAndAfterTheCacheIsThere() throws Exception {
        Path war = new PackedApplication(packed, LaunchedApplication.class).executableWar();
        Files.copy(beside, folder.resolve("beside.jar"));
        Files.writeString(
                folder.resolve("loader.properties"),
                "loader.path=beside.jar,WEB-INF/classes,WEB-INF/lib,WEB-INF/lib-provided");
        Path cache = folder.resolve("cache");
        try (RunningApplication application = launch(
                List.of("-cp", war.toString(), LAUNCHERS + "PropertiesLauncher"),
                "--process-pool.working-directory=" + elsewhere,
                "--process-pool.worker.cache.folder=" + cache)) {
            assertThat(application.call())
                    .extracting(Place::loader, Place::beside)
                    .containsExactly(NESTED, "found");
            application.awaitExtraction();
            assertThat(application.call())
                    .extracting(Place::loader, Place::beside)
                    .containsExactly(PLAIN, "found");
            application.end();
        }
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files).filteredOn(file -> file.endsWith("lib-provided")).hasSize(1);
        }
    }

    @Test
    void jarBesideTheArchiveIsBesideItInWorkers() throws Exception {
        try (RunningApplication application =
                launch(List.of("-cp", jar + ":" + beside, LAUNCHERS + "JarLauncher"), NO_CACHE)) {
            assertThat(application.call())
                    .extracting(Place::loader, Place::beside)
                    .containsExactly(NESTED, "found");
            application.end();
        }
    }

    /** As a container made by buildpacks does it. */
    @Test
    void explodedArchiveHasWorkersWithTheValuesThatTheApplicationHasRead() throws Exception {
        explode();
        Path configuration = Files.createDirectory(folder.resolve("config")).resolve("application.properties");
        Files.writeString(configuration, "launched.answer=once");
        try (RunningApplication application =
                launch(List.of(LAUNCHERS + "JarLauncher"), "--process-pool.working-directory=" + elsewhere)) {
            application.awaitStart();
            Files.writeString(configuration, "launched.answer=edited");
            assertThat(application.call())
                    .extracting(Place::loader, Place::answer)
                    .containsExactly(PLAIN, "once");
            application.end();
        }
    }

    private void explode() throws IOException {
        try (InputStream file = Files.newInputStream(jar);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                Files.createDirectories(entry.isDirectory() ? target : target.getParent());
                if (!entry.isDirectory()) {
                    try (OutputStream out = Files.newOutputStream(target)) {
                        zip.transferTo(out);
                    }
                }
            }
        }
    }
}
