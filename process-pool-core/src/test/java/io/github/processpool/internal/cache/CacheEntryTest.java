package io.github.processpool.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of classes in an entry. */
class CacheEntryTest {

    private static final ArchiveKey KEY = new ArchiveKey("0123.jsa");

    @TempDir
    Path place;

    private CacheFolder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = CacheFolder.in(List.of(place));
    }

    private CacheEntry open() throws IOException {
        return folder.open("one", made -> List.of());
    }

    private void publish(CacheEntry entry, ArchiveKey key) throws Exception {
        try (SharedLock lock = entry.lockForTraining()) {
            assertThat(lock).isNotNull();
            Files.writeString(entry.unfinished(key), "an archive");
            entry.publish(key, () -> {});
        }
    }

    @Test
    void publishedArchiveIsFoundByTheNextProcess() throws Exception {
        try (CacheEntry entry = open()) {
            assertThat(entry.archive(KEY)).isEmpty();
            publish(entry, KEY);
            assertThat(entry.archive(KEY))
                    .hasValueSatisfying(file -> assertThat(file).hasContent("an archive"));
        }

        try (CacheEntry next = open()) {
            assertThat(next.archive(KEY)).as("not read yet").isEmpty();
            next.lookForAll(".jsa");
            assertThat(next.archive(KEY)).isPresent();
        }
    }

    @Test
    void truncatedArchiveIsIgnored() throws Exception {
        Path archive;
        try (CacheEntry entry = open()) {
            publish(entry, KEY);
            archive = entry.archive(KEY).orElseThrow();
        }
        Files.writeString(archive, "an arch");

        try (CacheEntry next = open()) {
            assertThat(next.look(KEY)).isFalse();
            assertThat(next.archive(KEY)).isEmpty();
        }
    }

    @Test
    void archiveThatIsCutOffWhileItIsUsedIsIgnoredFromThenOn() throws Exception {
        try (CacheEntry entry = open()) {
            publish(entry, KEY);
            Files.writeString(entry.archive(KEY).orElseThrow(), "an arch");

            assertThat(entry.archive(KEY)).isEmpty();
        }
    }

    @Test
    void archiveWithoutChecksumIsIgnored() throws Exception {
        try (CacheEntry entry = open()) {
            publish(entry, KEY);
            Path archive = entry.archive(KEY).orElseThrow();
            Files.delete(archive.resolveSibling(archive.getFileName() + ".check"));

            assertThat(entry.look(KEY)).isFalse();
        }
    }

    @Test
    void archiveThatDoesNotStandItsTrialIsNotPublished() throws IOException {
        try (CacheEntry entry = open();
                SharedLock lock = entry.lockForTraining()) {
            assertThat(lock).isNotNull();
            Files.writeString(entry.unfinished(KEY), "an arch");

            assertThatIOException()
                    .isThrownBy(() -> entry.publish(KEY, () -> {
                        throw new IOException("cut off");
                    }))
                    .withMessage("cut off");
            assertThat(entry.archive(KEY)).isEmpty();
            assertThat(entry.look(KEY)).isFalse();
        }
    }

    @Test
    void onlyOneTrainsAtATime() throws IOException {
        try (CacheEntry entry = open();
                CacheEntry other = open();
                SharedLock lock = entry.lockForTraining()) {
            assertThat(lock).isNotNull();
            assertThat(other.lockForTraining()).isNull();
        }
    }

    @Test
    void whatWasNotFinishedIsDiscarded() throws IOException {
        try (CacheEntry entry = open()) {
            Path unfinished = entry.unfinished(KEY);
            Files.writeString(unfinished, "half");
            Path configuration = Files.writeString(unfinished.resolveSibling(unfinished.getFileName() + ".config"), "");

            entry.discardUnfinished();

            assertThat(unfinished).doesNotExist();
            assertThat(configuration).doesNotExist();
            assertThat(entry.look(KEY)).isFalse();
        }
    }

    @Test
    void whatKilledProcessesHaveLeftIsSweptUnlessSomebodyTrains() throws Exception {
        try (CacheEntry entry = open()) {
            publish(entry, KEY);
            Path archive = entry.archive(KEY).orElseThrow();
            Path unfinished = Files.writeString(archive.resolveSibling("unfinished-4567.jsa"), "half");
            Path unchecked = Files.writeString(archive.resolveSibling("classes-89ab.jsa"), "whole, perhaps");

            try (SharedLock training = entry.lockForTraining()) {
                assertThat(training).isNotNull();
                entry.sweep();
                assertThat(unfinished).exists();
            }
            entry.sweep();

            assertThat(unfinished).doesNotExist();
            assertThat(unchecked).doesNotExist();
            assertThat(entry.archive(KEY)).isPresent();
        }
    }

    @Test
    void folderThatIsGoneHasNoArchives() throws IOException {
        try (CacheEntry entry = open()) {
            CachePlace.delete(folder.path());

            entry.lookForAll(".jsa");
            entry.sweep();

            assertThat(entry.archive(KEY)).isEmpty();
        }
    }

    @Test
    void oldestOfTooManyArchivesIsDeleted() throws Exception {
        try (CacheEntry entry = open()) {
            for (int i = 0; i < 8; i++) {
                ArchiveKey key = new ArchiveKey(i + ".jsa");
                publish(entry, key);
                Path archive = entry.archive(key).orElseThrow();
                Files.setLastModifiedTime(
                        archive.resolveSibling(archive.getFileName() + ".check"),
                        java.nio.file.attribute.FileTime.fromMillis(1_000_000L * (i + 1)));
            }
            publish(entry, KEY);

            assertThat(entry.archive(new ArchiveKey("0.jsa"))).isEqualTo(Optional.empty());
            assertThat(entry.archive(new ArchiveKey("7.jsa"))).isPresent();
            assertThat(entry.archive(KEY)).isPresent();
        }
    }
}
