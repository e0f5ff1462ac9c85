package io.github.processpool.internal.parent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.processpool.WorkerStartException;
import io.github.processpool.internal.system.FolderLock;
import io.github.processpool.internal.system.MemoryFolder;
import io.github.processpool.internal.system.PrivateFolder;
import io.github.processpool.internal.system.ProcessLife;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
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

    private static String nobodys() {
        return Leftovers.name(NOBODYS_PID, 1, ProcessLife.namespace());
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
    void theFolderInMemoryGoesEvenIfTheOtherOneWasCleanedAway() throws IOException {
        Path made = createIn(place);
        assumeThat(MemoryFolder.PLACE).isDirectory().isWritable();
        Path inMemory = Files.createDirectory(MemoryFolder.of(made));
        Files.createFile(inMemory.resolve("b-buffer"));
        PrivateFolder.delete(made);

        assertThat(MemoryFolder.filesOfBoth(made)).contains(inMemory.resolve("b-buffer"));
        folder.delete();
        assertThat(inMemory).doesNotExist();
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
        Path dead = Files.createDirectory(place.resolve(nobodys()));
        Files.writeString(dead.resolve("s"), "socket");
        Files.writeString(dead.resolve("w1"), "page");

        createIn(place);

        assertThat(dead).doesNotExist();
    }

    @Test
    void leftoversOfAnEarlierProcessWithTheSamePidAreSwept() throws IOException {
        Path reused = Files.createDirectory(
                place.resolve(Leftovers.name(ProcessHandle.current().pid(), 1, ProcessLife.namespace())));

        createIn(place);

        assertThat(reused).doesNotExist();
    }

    @Test
    void whatBelongsToTheLivingOrToOthersIsLeftAlone() throws IOException {
        Path mine = createIn(place);
        Path others = Files.createDirectory(place.resolve("process-pool-" + NOBODYS_PID + "-of-mine-x"));
        Path another =
                Files.createDirectory(place.resolve("process-pool-notes-2026-" + ProcessLife.namespace() + "-x"));
        Path file = Files.createFile(place.resolve(nobodys()));
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
        Files.createSymbolicLink(place.resolve(nobodys()), precious);

        createIn(place);

        assertThat(content).exists();
    }

    @Test
    void whatBelongsToAnotherSetOfProcessesIsLeftAlone() throws IOException {
        Path others = Files.createDirectory(place.resolve(Leftovers.name(NOBODYS_PID, 1, "another")));

        createIn(place);

        assertThat(others).isDirectory();
    }

    @Test
    void whatBelongsToAnotherUserIsLeftAlone() throws IOException {
        Path others = Files.createDirectory(place.resolve(nobodys()));
        Path content = Files.createFile(others.resolve("w1"));
        UserPrincipal nobody;
        try {
            nobody = place.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            Files.setOwner(others, nobody);
        } catch (IOException e) {
            Assumptions.abort("only root can give something away: " + e);
        }

        createIn(place);

        assertThat(content).exists();
    }

    @Test
    void aSocketWhoseQueueIsFullHoldsNobodyUp() throws Exception {
        Path busy = Files.createDirectory(place.resolve(nobodys()));
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(busy.resolve("s"));
        List<SocketChannel> guests = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            while (hasRoom(address, guests)) {
                // One more.
            }

            CompletableFuture.runAsync(() -> createIn(place)).get(30, TimeUnit.SECONDS);

            assertThat(busy).isDirectory();
        } finally {
            for (SocketChannel guest : guests) {
                guest.close();
            }
        }
    }

    private static boolean hasRoom(UnixDomainSocketAddress address, List<SocketChannel> guests) throws IOException {
        SocketChannel guest = SocketChannel.open(StandardProtocolFamily.UNIX);
        guests.add(guest);
        guest.configureBlocking(false);
        try {
            return guest.connect(address);
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void pipesHoldNobodyUp() throws Exception {
        Path pipe = pipe(place.resolve(nobodys()));
        Path leftover = Files.createDirectory(place.resolve(nobodys()));
        pipe(leftover.resolve("s"));
        pipe(leftover.resolve(FolderLock.FILE));
        pipe(leftover.resolve("w1"));

        CompletableFuture.runAsync(() -> createIn(place)).get(30, TimeUnit.SECONDS);

        assertThat(pipe).exists();
        assertThat(leftover).doesNotExist();
    }

    private static Path pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    @Test
    void aPlaceInWhichNoSocketCanBeBoundIsAvoided() throws IOException {
        Path first = Files.createDirectory(place.resolve("first"));
        Path second = Files.createDirectory(place.resolve("second"));

        folder = PoolFolder.create(new LinkedHashSet<>(List.of(first, second)), socket -> {
            if (socket.startsWith(first)) {
                throw new SocketException("Operation not supported");
            }
            return PoolFolder.bind(socket);
        });

        assertThat(folder.path()).hasParentRaw(second);
        assertThat(folder.server().isOpen()).isTrue();
        assertThat(first).isEmptyDirectory();
    }

    @Test
    void whereNoSocketCanBeOpenedTheErrorNamesTheCauseAndWhatToDo() {
        assertThatExceptionOfType(WorkerStartException.class)
                .isThrownBy(() -> PoolFolder.create(Set.of(place), socket -> {
                    throw new UnsupportedOperationException("Unix domain sockets are not allowed");
                }))
                .withMessageContaining("Unix domain sockets are not allowed")
                .withMessageContaining("allow AF_UNIX");
        assertThat(place).isEmptyDirectory();
    }

    /** Closes what listens again. */
    private void restore() throws IOException {
        try (ServerSocketChannel made = folder.restore()) {
            assertThat(made).isNotNull();
        }
    }

    @Test
    void isMadeAnewWhenItHasVanished() throws IOException {
        Path made = createIn(place);
        assertThat(folder.restore()).isNull();

        Files.delete(folder.socket());
        restore();
        Files.delete(folder.socket());
        Files.delete(made);
        restore();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
    }

    /** As with a place that something else was mounted over. */
    @Test
    void socketAndFilesOfNewWorkersMoveToTheNextPlaceWhenTheFirstOneIsGone() throws IOException {
        Path first = Files.createDirectory(place.resolve("a"));
        Path second = Files.createDirectory(place.resolve("b"));
        folder = PoolFolder.create(new LinkedHashSet<>(List.of(first, second)), PoolFolder::bind);
        Path before = folder.scoreboard(1);
        PrivateFolder.delete(folder.path());
        Files.delete(first);
        Files.createFile(first);

        restore();
        assertThat(folder.socket().getParent()).hasParent(second);
        assertThat(folder.moveOn(1)).isTrue();
        assertThat(folder.scoreboard(1))
                .isNotEqualTo(before)
                .hasParentRaw(folder.socket().getParent());
        Files.createFile(folder.scoreboard(1));

        folder.delete();
        assertThat(second).isEmptyDirectory();
    }

    @Test
    void theFilesOfAWorkerHaveNamesThatNobodyCanTakeBefore() {
        createIn(place);
        Path page = folder.scoreboard(1);

        assertThat(page).isEqualTo(folder.scoreboard(1)).isNotEqualTo(folder.scoreboard(2));
        assertThat(page.getFileName().toString()).matches("w1-[0-9a-z]{6,}");
        folder.forget(1);
        assertThat(folder.scoreboard(1)).isNotEqualTo(page);
    }
}
