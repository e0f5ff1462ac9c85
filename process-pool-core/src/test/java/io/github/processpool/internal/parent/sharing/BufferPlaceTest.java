package io.github.processpool.internal.parent.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.internal.system.FolderLock;
import io.github.processpool.internal.system.MemoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferPlaceTest {

    @TempDir
    Path poolFolder;

    @Test
    void aFileIsWrittenInFullSoThatNoRoomIsFoundOutAtOnce() throws IOException {
        Path file = Files.createFile(poolFolder.resolve("f"));

        BufferPlace.fill(file, (3 << 20) + 17);

        assertThat(Files.size(file)).isEqualTo((3 << 20) + 17);
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        assertThatThrownBy(() -> BufferPlace.fill(full, 1)).isInstanceOf(IOException.class);
    }

    @Test
    void aNameThatIsTakenIsRefusedAndNothingIsOverwritten() throws IOException {
        BufferPlace place = new BufferPlace(poolFolder);
        try {
            Path file = place.create("b", 10);
            Files.writeString(file, "precious");

            Path second = place.create("b", 10);

            assertThat(second).isNotEqualTo(file);
            assertThat(file).hasContent("precious");
        } finally {
            place.close();
            MemoryFolder.deleteBoth(poolFolder);
        }
    }

    @Test
    void afterTheEndOfThePoolNoFolderIsMadeInMemory() {
        BufferPlace place = new BufferPlace(poolFolder);
        place.close();

        assertThat(place.create("b", 10).getParent()).isEqualTo(poolFolder);
        assertThat(MemoryFolder.of(poolFolder)).doesNotExist();
    }

    @Test
    void aFolderIsLockedWhileItsPlaceIsOpen() {
        assumeThat(MemoryFolder.PLACE).isDirectory();
        BufferPlace place = new BufferPlace(poolFolder);
        try {
            Path folder = place.create("b", 10).getParent();

            assertThat(folder).isEqualTo(MemoryFolder.of(poolFolder));
            assertThat(FolderLock.isLocked(folder)).isTrue();
            assertThat(FolderLock.isLocked(poolFolder)).isFalse();

            place.close();
            assertThat(FolderLock.isLocked(folder)).isFalse();
        } finally {
            MemoryFolder.deleteBoth(poolFolder);
        }
    }
}
