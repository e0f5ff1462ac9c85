package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnClassPathTest {

    private static final String MAIN = "worker.Main";
    private static final String MAIN_FILE = "worker/Main.class";
    /** As that of a servlet container: of what the application needs it has nothing. */
    private static final ClassLoader SYSTEM = ClassLoader.getPlatformClassLoader();

    @TempDir
    Path folder;

    private Path classes;

    @BeforeEach
    void write() throws IOException {
        folder = folder.toRealPath();
        classes = Files.createDirectories(folder.resolve("WEB-INF/classes"));
        Files.createDirectories(classes.resolve("worker"));
        Files.createFile(classes.resolve(MAIN_FILE));
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private URL urlOf(String name) throws IOException {
        return folder.resolve(name).toUri().toURL();
    }

    private static OwnClassPath of(ClassLoader application) {
        return OwnClassPath.of(application, SYSTEM, MAIN_FILE);
    }

    @Test
    void theJvmsOwnIsTakenWhereItHasTheLibrary() throws IOException {
        try (URLClassLoader system =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
                URLClassLoader application = new URLClassLoader(new URL[] {urlOf("more.jar")}, system)) {
            OwnClassPath path = OwnClassPath.of(application, system, MAIN_FILE);

            assertThat(path.problem()).isNull();
            assertThat(path.path().entries()).isEqualTo(PinnedPath.ofThisJvm().entries());
        }
    }

    @Test
    void inAContainerTheLoadersAreAskedTheApplicationsFirst() throws IOException {
        try (URLClassLoader common = new URLClassLoader(new URL[] {urlOf("lib/servlet-api.jar")}, SYSTEM);
                URLClassLoader web =
                        new URLClassLoader(new URL[] {classes.toUri().toURL(), urlOf("with space.jar")}, common)) {
            OwnClassPath path = of(web);

            assertThat(path.problem()).isNull();
            assertThat(path.path().entries())
                    .startsWith(
                            classes.toString(),
                            folder.resolve("with space.jar").toString(),
                            folder.resolve("lib/servlet-api.jar").toString())
                    .endsWith(PinnedPath.ofThisJvm().entries().toArray(String[]::new));
        }
    }

    @Test
    void aLoaderThatDoesNotSayWhereIsAComplaintWithTheRemedy() throws IOException {
        ClassLoader modules = new ClassLoader(SYSTEM) {};
        try (URLClassLoader packed = new URLClassLoader(new URL[] {url("jar:file:/a.war!/WEB-INF/lib/b.jar")}, SYSTEM);
                URLClassLoader foreign = new URLClassLoader(new URL[] {url("file://host/a.jar")}, SYSTEM)) {
            assertThat(List.of(of(modules), of(packed))).allSatisfy(path -> {
                assertThat(path.problem()).hasMessageContainingAll("classPath", "/WEB-INF/lib/*");
            });
            assertThat(of(foreign).problem()).hasMessageContaining("names no file");
            assertThat(of(packed).problem()).hasMessageContaining("jar:file:/a.war!/WEB-INF/lib/b.jar");
            assertThat(of(modules).problem())
                    .hasMessageContaining(modules.getClass().getName());
        }
    }

    @Test
    void aClassPathThatWasSetMustHaveTheLibrary() throws IOException {
        Path jar = Files.createFile(folder.resolve("other.jar"));

        assertThat(OwnClassPath.problem(List.of(jar, classes), MAIN)).isNull();
        assertThat(OwnClassPath.problem(List.of(jar, folder.resolve("absent")), MAIN))
                .hasMessageContainingAll("classPath", jar.toString(), "this library", "WEB-INF/lib/*");
    }

    @Test
    void anAsteriskStandsForTheJarsOfItsFolder() throws IOException {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        assertThat(OwnClassPath.problem(List.of(lib.resolve("*")), MAIN)).isNotNull();
        pack(lib.resolve("core.jar"));

        assertThat(OwnClassPath.problem(List.of(lib.resolve("*")), MAIN)).isNull();
    }

    private static void pack(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(MAIN_FILE));
            out.closeEntry();
        }
    }

    @Test
    void aClassOfTheContainerIsNotTheApplications() throws IOException {
        try (URLClassLoader web = new URLClassLoader(new URL[] {classes.toUri().toURL()}, SYSTEM)) {
            assertThat(of(web).hasForApplication(MAIN)).isFalse();
        }
        assertThat(OwnClassPath.of(List.of(classes), MAIN).hasForApplication(MAIN))
                .isTrue();
        assertThat(OwnClassPath.of(List.of(folder), MAIN).hasForApplication(MAIN))
                .isFalse();
    }
}
