package io.github.processpool.internal.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineClassesTest {

    private static final String CLASS = "io/github/processpool/internal/A.class";
    private static final List<String> FILES =
            List.of(CLASS, "io/github/processpool/internal/log.xml", "com/acme/B.class", "module-info.class");

    @TempDir
    private Path folder;

    private Path asFolder() throws IOException {
        Path home = folder.resolve("classes");
        for (String name : FILES) {
            Files.createDirectories(home.resolve(name).getParent());
            Files.writeString(home.resolve(name), name);
        }
        return home;
    }

    private Path asJar() throws IOException {
        Path home = folder.resolve("engine.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(home))) {
            for (String name : FILES) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.getBytes());
            }
        }
        return home;
    }

    private void checkCopy(Path home) throws IOException {
        List<String> names = EngineClasses.at(home).writeTo(folder);

        assertThat(names).hasSize(1);
        try (JarFile jar = new JarFile(folder.resolve(names.get(0)).toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName)).containsExactly(CLASS);
            assertThat(jar.getInputStream(jar.getEntry(CLASS)).readAllBytes())
                    .asString()
                    .isEqualTo(CLASS);
        }
    }

    @Test
    void ofAFolderTheClassesOfTheEngineAreCopied() throws IOException {
        checkCopy(asFolder());
    }

    @Test
    void ofAJarTheClassesOfTheEngineAreCopied() throws IOException {
        checkCopy(asJar());
    }

    @Test
    void oneChangedClassInAFolderMakesAnotherEngine() throws IOException {
        Path home = asFolder();
        String before = EngineClasses.at(home).identity();

        Files.writeString(home.resolve(CLASS), "changed, and longer");

        assertThat(EngineClasses.at(home).identity()).isNotEqualTo(before);
    }

    @Test
    void aNewerEngineIsNotCopiedUnderTheNameOfTheOneThatRuns() throws IOException {
        EngineClasses running = EngineClasses.at(asFolder());

        Files.writeString(folder.resolve("classes").resolve(CLASS), "changed, and longer");

        assertThatIOException().isThrownBy(() -> running.writeTo(folder)).withMessageContaining("changed");
    }

    @Test
    void linksLeadToItToo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), asFolder());

        assertThat(EngineClasses.at(folder.resolve("classes")).isAt(link.toString()))
                .isTrue();
        assertThat(EngineClasses.at(link).isAt(folder.resolve("gone").toString()))
                .isFalse();
    }
}
