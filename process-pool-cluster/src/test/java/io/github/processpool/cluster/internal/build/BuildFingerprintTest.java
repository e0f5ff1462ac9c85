package io.github.processpool.cluster.internal.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildFingerprintTest {

    @TempDir
    private Path one;

    @TempDir
    private Path other;

    private Path a;
    private Path b;

    @BeforeEach
    void makeTwoJars() throws IOException {
        a = jar(one.resolve("a-1.jar"), null, "A.class", "a");
        b = jar(one.resolve("b-1.jar"), null, "B.class", "b");
    }

    private static Path jar(Path file, String classPath, String... namesAndContents) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (classPath != null) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                byte[] bytes = namesAndContents[i + 1].getBytes();
                ZipEntry entry = new ZipEntry(namesAndContents[i]);
                if (entry.getName().endsWith(".jar")) {
                    // As in an executable jar.
                    CRC32 sum = new CRC32();
                    sum.update(bytes);
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(bytes.length);
                    entry.setCrc(sum.getValue());
                }
                jar.putNextEntry(entry);
                jar.write(bytes);
            }
        }
        return file;
    }

    private static Path file(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static String of(Path... entries) {
        BuildFingerprint print = BuildFingerprint.of(List.of(entries), List.of());
        assertThat(print.unreadable()).isEmpty();
        return print.text();
    }

    @Test
    void isTheSameElsewhereAndInAnotherOrder() throws IOException {
        Path copy = Files.copy(a, other.resolve("a-1.jar"));

        assertThat(of(b, copy)).isEqualTo(of(a, b)).hasSize(32);
        assertThat(of(a, a, b)).as("twice on the class path").isEqualTo(of(a, b));
        assertThat(of(a, b, one.resolve("missing.jar"))).isEqualTo(of(a, b));
    }

    @Test
    void changesWithEachEntryAndWithTheNameOfAJar() throws IOException {
        assertThat(of(a, jar(other.resolve("b-1.jar"), null, "B.class", "c"))).isNotEqualTo(of(a, b));
        assertThat(of(a, jar(other.resolve("x").resolve("b-1.jar"), null, "C.class", "b")))
                .isNotEqualTo(of(a, b));
        assertThat(of(a, Files.copy(b, other.resolve("b-2.jar")))).isNotEqualTo(of(a, b));
        assertThat(of(a)).isNotEqualTo(of(a, b));
    }

    @Test
    void readsFoldersByTheirContents() throws IOException {
        file(one.resolve("classes/p/A.class"), "a");
        file(one.resolve("classes/application.properties"), "x=1");
        file(other.resolve("target/application.properties"), "x=1");
        Path changed = file(other.resolve("target/p/A.class"), "a");

        assertThat(of(other.resolve("target"))).isEqualTo(of(one.resolve("classes")));
        Files.writeString(changed, "b");
        assertThat(of(other.resolve("target"))).isNotEqualTo(of(one.resolve("classes")));
    }

    @Test
    void readsExecutableJarsByTheJarsWithin() throws IOException {
        Path app = jar(one.resolve("app.jar"), null, "BOOT-INF/lib/a-1.jar", "content");

        assertThat(of(jar(other.resolve("app.jar"), null, "BOOT-INF/lib/a-1.jar", "changed")))
                .isNotEqualTo(of(app));
        assertThat(of(jar(other.resolve("app.jar"), null, "BOOT-INF/lib/a-1.jar", "content")))
                .isEqualTo(of(app));
    }

    @Test
    void followsManifests() throws IOException {
        Path launcher = jar(one.resolve("launcher123.jar"), a.toUri() + " b-1.jar missing.jar http://elsewhere/x.jar");

        assertThat(of(launcher)).as("a jar with nothing but a class path").isEqualTo(of(a, b));
        Path main = jar(one.resolve("main.jar"), "b-1.jar", "Main.class", "m");
        assertThat(of(main)).isNotEqualTo(of(jar(other.resolve("main.jar"), null, "Main.class", "m")));
    }

    @Test
    void saysWhatItCouldNotRead() throws IOException {
        Path broken = file(one.resolve("broken.jar"), "no jar");
        BuildFingerprint print = BuildFingerprint.of(List.of(a, broken), List.of("odd\0name"));

        assertThat(print.unreadable()).containsExactly("odd\0name", broken.toString());
        assertThat(print.text()).isNotEqualTo(of(a));
    }

    @Test
    void readsThisJvm() {
        BuildFingerprint print = BuildFingerprint.ofThisJvm();

        assertThat(print.unreadable()).isEmpty();
        assertThat(print.text())
                .matches("[0-9a-f]{32}")
                .isEqualTo(BuildFingerprint.ofThisJvm().text());
    }

    @Test
    void theWorkingDirectoryCountsOnlyIfItIsAllThereIs() {
        String separator = File.pathSeparator;

        assertThat(BuildFingerprint.named("a" + separator + "b" + separator)).containsExactly("a", "b");
        assertThat(BuildFingerprint.named("a" + separator + separator + "b")).containsExactly("a", "b");
        assertThat(BuildFingerprint.named("")).containsExactly("");
    }
}
