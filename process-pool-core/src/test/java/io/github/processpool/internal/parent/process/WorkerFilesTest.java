package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A place without a folder stands for one that is full: nothing can be written there. */
class WorkerFilesTest {

    @TempDir
    private Path temporary;

    private final CapturedLog log = CapturedLog.of(WorkerFiles.class.getName());
    private Path own;
    private Path second;
    private WorkerFiles files;

    @BeforeEach
    void make() throws IOException {
        own = Files.createDirectories(temporary.resolve("first/own"));
        second = Files.createDirectory(temporary.resolve("second"));
        files = new WorkerFiles(own, List.of(own.getParent(), temporary.resolve("absent"), second));
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void asLongAsFilesCanBeMadeThePlaceIsNotToBlame() {
        assertThat(files.moveOn(own)).isFalse();
        assertThat(files.current()).isEqualTo(own);
        assertThat(own).isEmptyDirectory();
        assertThat(log.messages()).isEmpty();
    }

    @Test
    void theNextPlaceThatTakesFilesIsTakenAndTold() throws IOException {
        Files.delete(own);
        Files.delete(own.getParent());

        assertThat(files.moveOn(own)).isTrue();
        assertThat(files.current()).isDirectory().hasParent(second);
        assertThat(files.others()).containsExactly(files.current());
        assertThat(log.messages())
                .singleElement()
                .asString()
                .contains(own.toString(), "No such file", files.current().toString());
    }

    @Test
    void aWorkerThatFailedWhereNobodyIsAnyMoreTriesAgain() throws IOException {
        Files.delete(own);
        Files.delete(own.getParent());
        files.moveOn(own);
        Path moved = files.current();

        assertThat(files.moveOn(own)).isTrue();
        assertThat(files.current()).isEqualTo(moved);
        assertThat(files.others()).hasSize(1);
    }

    @Test
    void withoutAnyPlaceItStaysAndTriesAllOfThemNextTime() throws IOException {
        Files.delete(own);
        Files.delete(own.getParent());
        Files.delete(second);
        assertThat(files.moveOn(own)).isFalse();
        assertThat(files.current()).isEqualTo(own);
        assertThat(log.messages()).singleElement().asString().contains(own.toString(), "absent", second.toString());

        Files.createDirectory(second);
        assertThat(files.moveOn(own)).isTrue();
        Files.delete(files.current());
        Files.delete(second);
        Files.createDirectories(own);
        assertThat(files.moveOn(files.current())).isTrue();
        assertThat(files.current()).isEqualTo(own);
    }
}
