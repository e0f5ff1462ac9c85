package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.system.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolFolderTest {

    private static final long NOBODYS_PID = 0x7fff_fff0L;

    @TempDir
    Path place;

    private final String usual = System.getProperty("java.io.tmpdir");
    private PoolFolder folder;

    @AfterEach
    void cleanUp() {
        System.setProperty("java.io.tmpdir", usual);
        if (folder != null) {
            folder.delete();
        }
    }

    private Path createIn(Path temporary) {
        System.setProperty("java.io.tmpdir", temporary.toString());
        folder = PoolFolder.create();
        return folder.path();
    }

    @Test
    void isMadeInTheTemporaryFolderAndOpenToNobodyElse() throws IOException {
        Path made = createIn(place);

        assertThat(made).isDirectory().hasParentRaw(place);
        assertThat(made.getFileName().toString())
                .startsWith("process-pool-" + ProcessHandle.current().pid() + "-");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    @Test
    void isDeletedWithWhatIsInIt() throws IOException {
        Path made = createIn(place);
        Files.writeString(folder.scoreboard(1), "page");
        Files.writeString(folder.argumentFile(1, 0), "arguments");
        Files.writeString(folder.socket(), "socket");

        folder.delete();
        folder.delete();

        assertThat(made).doesNotExist();
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws IOException {
        Path others = Files.createDirectory(place.resolve("others"));
        Path precious = Files.writeString(others.resolve("precious"), "not ours");
        Path link = Files.createSymbolicLink(place.resolve("link"), others);

        PrivateFolder.delete(link);
        assertThat(precious).exists();

        Path made = createIn(place);
        assumeThat(MemoryFolder.PLACE).isDirectory().isWritable();
        Path inMemory = Files.createSymbolicLink(MemoryFolder.of(made), others);
        try {
            folder.delete();
            assertThat(precious).exists();
            assertThat(made).doesNotExist();
        } finally {
            Files.delete(inMemory);
        }
    }

    @Test
    void aPathThatIsTooLongForASocketIsAvoided() throws IOException {
        Path deep = Files.createDirectories(place.resolve("x".repeat(100)));

        Path made = createIn(deep);

        assertThat(made.startsWith(deep)).isFalse();
        assertThat(folder.socket().toString().length()).isLessThanOrEqualTo(103);
        assertThat(deep).isEmptyDirectory();
    }

    @Test
    void aPlaceThatCantBeWrittenToIsAvoided() throws IOException {
        Path file = Files.createFile(place.resolve("file"));

        assertThat(createIn(file)).isDirectory();
        folder.delete();
        assertThat(createIn(place.resolve("missing"))).isDirectory();
        assertThat(place.resolve("missing")).doesNotExist();
    }

    @Test
    void leftoversOfADeadProcessAreSwept() throws IOException {
        Path dead = Files.createDirectory(place.resolve("process-pool-" + NOBODYS_PID + "-1700000000000-abc"));
        Files.writeString(dead.resolve("s"), "socket");
        Files.writeString(dead.resolve("w1"), "page");

        createIn(place);

        assertThat(dead).doesNotExist();
    }

    @Test
    void leftoversOfAnEarlierProcessWithTheSamePidAreSwept() throws IOException {
        Path reused = Files.createDirectory(
                place.resolve("process-pool-" + ProcessHandle.current().pid() + "-1-abc"));

        createIn(place);

        assertThat(reused).doesNotExist();
    }

    @Test
    void whatBelongsToTheLivingOrToOthersIsLeftAlone() throws IOException {
        Path mine = createIn(place);
        Path others = Files.createDirectory(place.resolve("process-pool-" + NOBODYS_PID + "-of-mine"));
        Path another = Files.createDirectory(place.resolve("process-pool-notes-2026-x"));
        Path file = Files.createFile(place.resolve("process-pool-" + NOBODYS_PID + "-1-file"));
        PoolFolder first = folder;

        createIn(place);

        assertThat(mine).isDirectory();
        assertThat(others).isDirectory();
        assertThat(another).isDirectory();
        assertThat(file).exists();
        first.delete();
    }

    @Test
    void aLinkIsNotFollowedWhenLeftoversAreSwept() throws IOException {
        Path precious = Files.createDirectory(place.resolve("precious"));
        Path content = Files.writeString(precious.resolve("content"), "keep");
        Files.createSymbolicLink(place.resolve("process-pool-" + NOBODYS_PID + "-1-link"), precious);

        createIn(place);

        assertThat(content).exists();
    }
}
