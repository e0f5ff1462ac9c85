package io.github.processpool.spring.launch.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.CacheEntry;
import io.github.processpool.internal.cache.CacheFolder;
import io.github.processpool.spring.launch.packed.ApplicationArchive;
import io.github.processpool.spring.launch.packed.LaunchedClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which forms an application can be cached. */
class CachedApplicationTest {

    @TempDir
    Path folder;

    private Path jarNaming(String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        Path jar = folder.resolve("app.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    private void library(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    @Test
    void extractedJarIsOneThatNamesLibrariesBelowItsFolder() throws IOException {
        library("lib/a.jar");
        library("lib/b.jar");
        Path jar = jarNaming("lib/a.jar lib/b.jar");

        assertThat(CachedApplication.Extracted.librariesOf(jar))
                .containsExactly(folder.resolve("lib/a.jar"), folder.resolve("lib/b.jar"));
    }

    @Test
    void jarThatOnlyStandsForAClassPathIsNone() throws IOException {
        Files.createDirectories(folder.resolve("classes"));
        library("lib/a.jar");

        assertThat(CachedApplication.Extracted.librariesOf(jarNaming("lib/a.jar classes/")))
                .isEmpty();
        assertThat(CachedApplication.Extracted.librariesOf(jarNaming("../elsewhere/a.jar")))
                .isEmpty();
        assertThat(CachedApplication.Extracted.librariesOf(jarNaming("file:/m2/a.jar")))
                .isEmpty();
        assertThat(CachedApplication.Extracted.librariesOf(jarNaming("lib/a.jar lib/missing.jar")))
                .isEmpty();
        assertThat(CachedApplication.Extracted.librariesOf(folder.resolve("no.jar")))
                .isEmpty();
    }

    @Test
    void contentHasAnotherNameWhenALibraryIsAnotherOne() throws IOException {
        library("lib/a.jar");
        Path jar = jarNaming("lib/a.jar");
        CachedApplication application =
                new CachedApplication.Extracted(jar, CachedApplication.Extracted.librariesOf(jar));
        String before = application.contentName();
        assertThat(application.contentName()).isEqualTo(before);

        Files.writeString(folder.resolve("lib/a.jar"), "lib/A.jar");

        assertThat(application.contentName()).isNotEqualTo(before);
    }

    private static CachedApplication nested(Path archive) {
        return new CachedApplication.Nested(
                new ApplicationArchive(archive, false),
                LaunchedClassPath.of(List.of(archive), List.of("jar:nested:" + archive + "/!BOOT-INF/classes/!/")));
    }

    @Test
    void commandWithAClassPathOfItsOwnIsLeftAlone() throws IOException {
        Path archive = Files.writeString(folder.resolve("app.jar"), "");
        CachedApplication application = nested(archive);
        try (CacheEntry entry = CacheFolder.in(List.of(folder)).open("one", made -> {
            Files.writeString(made.resolve("x.jar"), "");
            return List.of("x.jar");
        })) {
            WorkerCommand own = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
            own.classPath().add("/elsewhere/other.jar");
            application.startFrom(entry, own);
            assertThat(own.classPath()).containsExactly("/elsewhere/other.jar");
            assertThat(application.isStartedFrom(entry, own)).isFalse();

            WorkerCommand usual = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
            usual.classPath().add(archive.toString());
            application.startFrom(entry, usual);
            assertThat(usual.classPath()).isEqualTo(entry.classPath());
            assertThat(application.isStartedFrom(entry, usual)).isTrue();
            assertThat(application.hasArchivesOfClasses()).isTrue();
        }
    }

    @Test
    void allThatTheLauncherReadsBesidesStaysInItsPlace() throws IOException {
        Path archive = Files.writeString(folder.resolve("app.jar"), "");
        Path beside = Files.writeString(folder.resolve("beside.jar"), "");
        CachedApplication application = new CachedApplication.Nested(
                new ApplicationArchive(archive, false),
                LaunchedClassPath.of(
                        List.of(archive, beside),
                        List.of(
                                "file:/ext/first.jar",
                                "jar:nested:" + archive + "/!BOOT-INF/classes/!/",
                                "jar:nested:" + archive + "/!BOOT-INF/lib/x.jar!/",
                                "file:/ext/last.jar")));
        try (CacheEntry entry = CacheFolder.in(List.of(folder)).open("one", made -> {
            Files.writeString(made.resolve("x.jar"), "");
            return List.of("x.jar");
        })) {
            WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
            command.classPath().addAll(List.of(archive.toString(), beside.toString()));
            application.startFrom(entry, command);

            assertThat(command.classPath())
                    .containsExactly(
                            beside.toString(),
                            "/ext/first.jar",
                            entry.classPath().get(0),
                            "/ext/last.jar");
            assertThat(application.isStartedFrom(entry, command)).isFalse();
            assertThat(application.hasArchivesOfClasses()).isFalse();
        }
    }

    @Test
    void nothingIsCachedWhenTheApplicationRunsFromClasses() {
        assertThat(CachedApplication.ofThisJvm(CachedApplication.class)).isNull();
    }
}
