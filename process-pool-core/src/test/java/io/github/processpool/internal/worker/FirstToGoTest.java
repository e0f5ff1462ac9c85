package io.github.processpool.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstToGoTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, 900", "-997, -97", "3, 903", "200, 1000", "1000, 1000"})
    void theNumberIsThatOfTheParentAndMore(String before, String after) throws IOException {
        Path file = Files.writeString(folder.resolve("oom_score_adj"), before + "\n");

        FirstToGo.raise(file);

        assertThat(file).content().startsWith(after).hasLineCount(1);
    }

    @Test
    void aSystemWithoutItIsFine() throws IOException {
        FirstToGo.raise(folder.resolve("none"));

        assertThat(folder).isEmptyDirectory();
        Path words = Files.writeString(folder.resolve("words"), "unknown");
        FirstToGo.raise(words);
        assertThat(words).hasContent("unknown");
    }
}
