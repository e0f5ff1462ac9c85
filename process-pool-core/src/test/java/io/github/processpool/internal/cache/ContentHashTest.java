package io.github.processpool.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of jars. */
class ContentHashTest {

    @TempDir
    Path folder;

    private Path jar(String name, String entry, String content, String comment) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.setComment(comment);
            ZipEntry made = new ZipEntry(entry);
            made.setTime(0);
            out.putNextEntry(made);
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void jarHasTheNameOfItsCopy() throws IOException {
        Path jar = jar("a.jar", "x", "one", "");
        Path copy = Files.copy(jar, folder.resolve("copy.jar"));

        assertThat(ContentHash.ofJar(copy)).isEqualTo(ContentHash.ofJar(jar));
    }

    @Test
    void jarOfTheSameSizeWithOtherContentHasAnotherName() throws IOException {
        Path one = jar("a.jar", "x", "one", "");
        Path two = jar("b.jar", "x", "two", "");

        assertThat(Files.size(one)).isEqualTo(Files.size(two));
        assertThat(ContentHash.ofJar(two)).isNotEqualTo(ContentHash.ofJar(one));
    }

    @Test
    void jarWithAnotherNameOfAnEntryHasAnotherName() throws IOException {
        assertThat(ContentHash.ofJar(jar("a.jar", "x", "one", "")))
                .isNotEqualTo(ContentHash.ofJar(jar("b.jar", "y", "one", "")));
    }

    @Test
    void directoryOfAJarIsFoundBehindALauncherAndBeforeAComment() throws IOException {
        Path plain = jar("a.jar", "x", "one", "said about it");
        Path launched = folder.resolve("b.jar");
        Files.writeString(launched, "#!/bin/sh\nexit\n");
        Files.write(launched, Files.readAllBytes(plain), StandardOpenOption.APPEND);

        assertThat(JarDirectory.read(launched)).isNotNull().isEqualTo(JarDirectory.read(plain));
        assertThat(ContentHash.ofJar(launched)).isNotEqualTo(ContentHash.ofJar(plain));
    }

    @Test
    void onlyTheEndOfAJarIsRead() throws IOException {
        Path jar = jar("a.jar", "x", "one", "");
        String before = ContentHash.ofJar(jar);
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "rw")) {
            file.write(0);
        }

        assertThat(ContentHash.ofJar(jar)).isEqualTo(before);
    }

    @Test
    void fileThatIsNoJarIsReadAsAWhole() throws IOException {
        Path none = Files.writeString(folder.resolve("a.txt"), "nothing like a jar");

        assertThat(JarDirectory.read(none)).isNull();
        assertThat(ContentHash.ofJar(none)).isEqualTo(ContentHash.of(none));
        assertThat(JarDirectory.read(Files.createFile(folder.resolve("empty")))).isNull();
    }
}
