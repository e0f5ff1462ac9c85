package io.github.processpool.internal.wire.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressNoteTest {

    @TempDir
    Path folder;

    private ProgressNote parent;
    private ProgressNote worker;

    @BeforeEach
    void map() throws IOException {
        Scoreboard made = Scoreboard.create(folder.resolve("page"));
        worker = Scoreboard.open(folder.resolve("page")).progress();
        made.seal();
        parent = made.progress();
    }

    @Test
    void progressBelongsToOneTicket() {
        assertThat(parent.read(0)).isEmpty();
        worker.write(5, new Progress(1, -2, "half wäy \uD83D\uDE00"));

        assertThat(parent.read(5)).contains(new Progress(1, -2, "half wäy \uD83D\uDE00"));
        assertThat(parent.read(6)).isEmpty();
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        worker.write(5, new Progress(1, 2, "a" + "\uD83D\uDE00".repeat(1000)));

        String text = parent.read(5).orElseThrow().message();
        assertThat(text).isEqualTo("a" + "\uD83D\uDE00".repeat(249));
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(1000);
    }

    @Test
    void progressIsNeverReadHalfOldAndHalfNew() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (long i = 1; !stop.get(); i++) {
                worker.write(5, new Progress(i, -i, String.valueOf(i).repeat((int) (i % 50) + 1)));
            }
        });
        for (int i = 0; i < 5_000; i++) {
            parent.read(5).ifPresent(progress -> {
                long done = progress.done();
                assertThat(progress)
                        .as("a mixture of two reports")
                        .isEqualTo(
                                new Progress(done, -done, String.valueOf(done).repeat((int) (done % 50) + 1)));
            });
        }
        stop.set(true);
        writer.get();
    }
}
