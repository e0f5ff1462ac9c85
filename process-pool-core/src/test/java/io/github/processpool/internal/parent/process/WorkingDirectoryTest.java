package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkingDirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void aFolderThatIsThereIsNotGoneAndOneThatIsNotIs() {
        assertThat(WorkingDirectory.isGone(folder)).isFalse();
        assertThat(WorkingDirectory.isGone(folder.resolve("absent"))).isTrue();
        assertThat(WorkingDirectory.isGone(null)).isFalse();
    }

    @Test
    void theSystemKnowsBetterThanTheNameWhatHasBecomeOfOurs() throws IOException {
        Path link = folder.resolve("cwd");

        assertThat(WorkingDirectory.isGone(link, folder)).isFalse();
        assertThat(WorkingDirectory.isGone(link, folder.resolve("absent"))).isTrue();
        Files.createSymbolicLink(link, Path.of(folder + " (deleted)"));
        assertThat(WorkingDirectory.isGone(link, folder)).isTrue();
    }
}
