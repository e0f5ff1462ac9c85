package io.github.processpool.spring.launch.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveExtractionTest {

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
    }

    private Path archive(Map<String, String> entries) throws IOException {
        Path archive = folder.resolve("app.archive");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes());
            }
        }
        return archive;
    }

    private List<String> extract(Map<String, String> entries, boolean war) throws IOException {
        return ArchiveExtraction.extract(new ApplicationArchive(archive(entries), war), target);
    }

    private static Map<String, String> jar() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put(
                "META-INF/MANIFEST.MF",
                "Manifest-Version: 1.0\nMain-Class: org.springframework.boot.loader.launch.JarLauncher\n"
                        + "Start-Class: acme.Main\nImplementation-Version: 7\n"
                        + "Spring-Boot-Classes: BOOT-INF/classes/\nSpring-Boot-Lib: BOOT-INF/lib/\n"
                        + "Spring-Boot-Classpath-Index: BOOT-INF/classpath.idx\n");
        entries.put("META-INF/maven/pom.properties", "a=b");
        entries.put("META-INF/ACME.SF", "signed");
        entries.put("org/springframework/boot/loader/launch/JarLauncher.class", "loader");
        entries.put("BOOT-INF/classes/acme/deep/Main.class", "main");
        entries.put("BOOT-INF/classes/application.properties", "x=y");
        entries.put("BOOT-INF/lib/a.jar", "A");
        entries.put("BOOT-INF/lib/b.jar", "B");
        entries.put("BOOT-INF/lib/unlisted.jar", "U");
        entries.put("BOOT-INF/classpath.idx", "- \"BOOT-INF/lib/b.jar\"\n- \"BOOT-INF/lib/a.jar\"\n");
        return entries;
    }

    @Test
    void classPathHasTheOrderOfTheIndex() throws IOException {
        assertThat(extract(jar(), false))
                .containsExactly("application.jar", "lib/b.jar", "lib/a.jar", "lib/unlisted.jar");
        assertThat(target.resolve("lib/b.jar")).hasContent("B");
    }

    @Test
    void applicationsOwnClassesBecomeAJarInWhichSpringFindsThem() throws IOException {
        extract(jar(), false);

        try (JarFile made = new JarFile(target.resolve("application.jar").toFile())) {
            assertThat(made.stream().map(JarEntry::getName))
                    .containsExactlyInAnyOrder(
                            "META-INF/MANIFEST.MF",
                            "acme/",
                            "acme/deep/",
                            "acme/deep/Main.class",
                            "application.properties",
                            "META-INF/",
                            "META-INF/maven/",
                            "META-INF/maven/pom.properties");
            assertThat(made.getInputStream(made.getEntry("acme/deep/Main.class")))
                    .hasContent("main");
            assertThat(made.getManifest().getMainAttributes())
                    .extractingByKey(new java.util.jar.Attributes.Name("Implementation-Version"))
                    .isEqualTo("7");
            assertThat(made.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isNull();
        }
    }

    @Test
    void warHasItsProvidedLibrariesAsWell() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("WEB-INF/classes/acme/Main.class", "main");
        entries.put("WEB-INF/lib-provided/server.jar", "S");
        entries.put("WEB-INF/lib/a.jar", "A");
        entries.put("index.html", "a page");

        assertThat(extract(entries, true)).containsExactly("application.jar", "lib/a.jar", "lib-provided/server.jar");
    }

    @Test
    void entryThatWouldLandElsewhereIsRefused() {
        Map<String, String> entries = jar();
        entries.put("BOOT-INF/lib/../../../evil.jar", "evil");

        assertThatIOException().isThrownBy(() -> extract(entries, false)).withMessageContaining("evil.jar");
        assertThat(folder.resolve("evil.jar")).doesNotExist();
    }

    @Test
    void interruptEndsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThatIOException().isThrownBy(() -> extract(jar(), false));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
