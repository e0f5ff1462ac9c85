package io.github.processpool.internal.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RegularFileTest {

    @TempDir
    Path folder;

    @Test
    void readsTheBeginningOfAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "beginning and end");

        assertThat(RegularFile.read(file, 9)).hasValue("beginning".getBytes());
        assertThat(RegularFile.read(file, 900)).hasValue("beginning and end".getBytes());
    }

    @Test
    void aPipeALinkAFolderAndNothingAreNoFiles() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "secret");
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThat(RegularFile.read(pipe, 9)).isEmpty();
        assertThat(RegularFile.read(Files.createSymbolicLink(folder.resolve("link"), file), 9))
                .isEmpty();
        assertThat(RegularFile.read(folder, 9)).isEmpty();
        assertThat(RegularFile.read(folder.resolve("nothing"), 9)).isEmpty();
    }
}
