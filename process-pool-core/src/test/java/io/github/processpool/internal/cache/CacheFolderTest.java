package io.github.processpool.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {

    @TempDir
    Path place;

    private static List<String> twoFiles(Path folder) throws IOException {
        Files.writeString(folder.resolve("b.jar"), "b");
        Files.writeString(folder.resolve("a.jar"), "a");
        return List.of("b.jar", "a.jar");
    }

    private static List<Path> entriesOf(CacheFolder folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            return entries.toList();
        }
    }

    private CacheFolder folder() throws IOException {
        return CacheFolder.in(List.of(place));
    }

    private Path unusedEntry(CacheFolder folder, String name, Duration age) throws IOException {
        folder.open(name, CacheFolderTest::twoFiles).close();
        Path entry = folder.path().resolve(name);
        Files.setLastModifiedTime(
                entry.resolve(CacheFolder.LOCK), FileTime.from(Instant.now().minus(age)));
        return entry;
    }

    // -- Whose it is --

    @Test
    void folderIsOpenToNobodyElse() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().path())))
                .isEqualTo("rwx------");
    }

    @Test
    void folderThatOthersMayWriteToIsNotUsed() throws IOException {
        Path folder = folder().path();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatIOException()
                .isThrownBy(this::folder)
                .withMessageContaining(folder.toString())
                .withMessageContaining("others may write");
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        Path folder = folder().path();
        Path elsewhere = Files.createDirectory(place.resolve("elsewhere"));
        Files.delete(folder);
        Files.createSymbolicLink(folder, elsewhere);

        assertThatIOException().isThrownBy(this::folder).withMessageContaining("not a folder");
    }

    @Test
    void nextPlaceIsTakenWhenOneWillNotDo() throws IOException {
        Path file = Files.writeString(place.resolve("file"), "");
        Path other = place.resolve("not/there/yet");

        assertThat(CacheFolder.in(List.of(file, other)).path()).hasParent(other);
    }

    // -- Entries --

    @Test
    void entryIsMadeOnceAndFoundAgain() throws IOException {
        try (CacheEntry made = folder().open("one", CacheFolderTest::twoFiles)) {
            assertThat(made.classPath())
                    .extracting(file -> Path.of(file).getFileName().toString())
                    .containsExactly("b.jar", "a.jar");
            assertThat(made.isIntact()).isTrue();
        }

        try (CacheEntry found = folder().open("one", folder -> {
            throw new IOException("made again");
        })) {
            assertThat(found.classPath()).hasSize(2);
        }
        assertThat(entriesOf(folder())).hasSize(1);
    }

    @Test
    void entryThatCouldNotBeMadeLeavesNothing() throws IOException {
        CacheFolder folder = folder();

        assertThatIOException()
                .isThrownBy(() -> folder.open("one", made -> {
                    twoFiles(made);
                    throw new IOException("disk full");
                }))
                .withMessage("disk full");
        assertThat(entriesOf(folder)).isEmpty();
        assertThat(folder.find("one")).isNull();
    }

    @Test
    void slowerOneOfTwoTakesWhatTheFasterOneHasMade() throws IOException {
        CacheFolder folder = folder();

        try (CacheEntry slow = folder.open("one", made -> {
            folder.open("one", CacheFolderTest::twoFiles).close();
            return twoFiles(made);
        })) {
            assertThat(slow.classPath())
                    .allSatisfy(file -> assertThat(Path.of(file)).exists());
        }
        assertThat(entriesOf(folder)).hasSize(1);
    }

    @Test
    void entryIsSharedWithWhoComesByAnotherWay() throws IOException {
        Path link = Files.createSymbolicLink(place.resolve("link"), Files.createDirectory(place.resolve("folder")));
        CacheFolder straight = CacheFolder.in(List.of(place.resolve("folder")));
        CacheFolder around = CacheFolder.in(List.of(link));

        try (CacheEntry made = straight.open("one", CacheFolderTest::twoFiles);
                CacheEntry found = around.open("one", CacheFolderTest::twoFiles)) {
            assertThat(found.classPath()).isEqualTo(made.classPath());
        }
    }

    @Test
    void whoComesTheMomentItIsCompleteSharesIt() throws Exception {
        CacheFolder folder = folder();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 500; i++) {
                String name = "e" + i;
                Future<CacheEntry> found = other.submit(() -> findSoon(folder, name));
                try (CacheEntry made = folder.open(name, CacheFolderTest::twoFiles)) {
                    found.get(1, TimeUnit.MINUTES).close();
                    assertThat(made.isIntact()).isTrue();
                }
            }
        } finally {
            other.shutdownNow();
        }
    }

    private static CacheEntry findSoon(CacheFolder folder, String name) {
        while (!Thread.currentThread().isInterrupted()) {
            CacheEntry found = folder.find(name);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("it was not found");
    }

    @Test
    void entryOfWhichAFileHasChangedIsMadeAnew() throws IOException {
        CacheFolder folder = folder();
        Path entry = unusedEntry(folder, "one", Duration.ZERO);
        Files.writeString(entry.resolve("a.jar"), "x");

        assertThat(folder.find("one")).isNull();
        try (CacheEntry anew = folder.open("one", CacheFolderTest::twoFiles)) {
            assertThat(anew.isIntact()).isTrue();
            assertThat(entry.resolve("a.jar")).hasContent("a");
        }
    }

    @Test
    void entryWithoutListOfItsContentsIsMadeAnew() throws IOException {
        CacheFolder folder = folder();
        Path entry = unusedEntry(folder, "one", Duration.ZERO);
        Files.writeString(entry.resolve("contents"), "what is this?");

        try (CacheEntry anew = folder.open("one", CacheFolderTest::twoFiles)) {
            assertThat(anew.isIntact()).isTrue();
        }
    }

    @Test
    void whatHappensToAFileLaterIsNoticed() throws IOException {
        try (CacheEntry entry = folder().open("one", CacheFolderTest::twoFiles)) {
            Files.delete(Path.of(entry.classPath().get(0)));

            assertThat(entry.isIntact()).isFalse();
        }
    }

    // -- Sweeping --

    @Test
    void entryThatNobodyHasUsedForLongIsRemoved() throws IOException {
        CacheFolder folder = folder();
        Path old = unusedEntry(folder, "old", Duration.ofDays(15));
        Path young = unusedEntry(folder, "young", Duration.ofDays(13));

        folder.sweep();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void oldestOfTooManyIsRemoved() throws IOException {
        CacheFolder folder = folder();
        for (int i = 1; i <= 6; i++) {
            unusedEntry(folder, "e" + i, Duration.ofHours(i));
        }

        folder.sweep();

        assertThat(entriesOf(folder))
                .extracting(entry -> entry.getFileName().toString())
                .containsExactlyInAnyOrder("e1", "e2", "e3", "e4");
    }

    @Test
    void entryThatIsUsedStaysHoweverOldItIs() throws IOException {
        CacheFolder folder = folder();
        Path old = unusedEntry(folder, "old", Duration.ofDays(100));
        try (CacheEntry used = folder.open("old", CacheFolderTest::twoFiles)) {
            Files.setLastModifiedTime(
                    old.resolve(CacheFolder.LOCK), FileTime.from(Instant.now().minus(Duration.ofDays(100))));

            folder.sweep();

            assertThat(used.isIntact()).isTrue();
        }
    }

    @Test
    void whatAKilledProcessHasLeftUnfinishedIsRemoved() throws IOException {
        CacheFolder folder = folder();
        Path locked = Files.createDirectory(folder.path().resolve(".tmp-1"));
        Files.writeString(locked.resolve(CacheFolder.LOCK), "");
        Files.writeString(locked.resolve("half.jar"), "ha");
        Path notYetLocked = Files.createDirectory(folder.path().resolve(".tmp-2"));
        Path old = Files.createDirectory(folder.path().resolve(".tmp-3"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

        folder.sweep();

        assertThat(entriesOf(folder)).containsExactly(notYetLocked);
    }

    @Test
    void whatCannotBeRemovedKeepsNothingElse() throws IOException {
        CacheFolder folder = folder();
        Path stubborn = Files.createDirectory(folder.path().resolve(".tmp-1"));
        Path old = unusedEntry(folder, "old", Duration.ofDays(15));
        // Locked by somebody in this JVM whom nobody knows, so that every attempt throws.
        try (FileChannel lock = FileChannel.open(
                stubborn.resolve(CacheFolder.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(lock.tryLock()).isNotNull();

            folder.sweep();
        }

        assertThat(stubborn).exists();
        assertThat(old).doesNotExist();
    }

    @Test
    void sweepOfAFolderThatIsGoneDoesNothing() throws IOException {
        CacheFolder folder = folder();
        Files.delete(folder.path());

        folder.sweep();

        assertThat(folder.path()).doesNotExist();
    }
}
