package io.github.processpool.internal.cache;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskSpaceTest {

    @TempDir
    private Path folder;

    @Test
    void whatFitsIsNotRefused() {
        assertThatCode(() -> DiskSpace.require(folder, 1, "a byte")).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothSizesAndTheRemedy() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> DiskSpace.require(folder, 1L << 60, "an archive"))
                .withMessageContaining("an archive takes about 1099511627792 MB")
                .withMessageContaining(folder.toString())
                .withMessageContaining("MB left")
                .withMessageContaining("process-pool.worker.cache.folder");
    }
}
