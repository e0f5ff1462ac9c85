package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of commands; no process is started. */
class StartUpCacheTest {

    @TempDir
    Path folder;

    private Path archive;
    private Path place;

    @BeforeEach
    void makeArchive() throws IOException {
        archive = folder.resolve("app.jar");
        place = folder.resolve("cache");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(archive))) {
            out.putNextEntry(new ZipEntry("BOOT-INF/classes/acme/Main.class"));
            out.putNextEntry(new ZipEntry("BOOT-INF/lib/a.jar"));
        }
    }

    private StartUpCache cache() {
        return new StartUpCache(new CachedApplication.Nested(new ApplicationArchive(archive, false)), List.of(place));
    }

    private List<String> classPathOfNextWorker(StartUpCache cache) {
        WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
        command.classPath().add(archive.toString());
        cache.customize(command);
        return command.classPath();
    }

    /** What is done in the background is done in order. */
    private static void awaitBackground(StartUpCache cache) {
        CountDownLatch done = new CountDownLatch(1);
        cache.later(done::countDown);
        Awaitility.await().until(() -> done.getCount() == 0);
    }

    private static List<String> names(List<String> classPath) {
        return classPath.stream()
                .map(entry -> Path.of(entry).getFileName().toString())
                .toList();
    }

    @Test
    void firstWorkerStartsFromTheArchiveAndLaterOnesFromWhatIsExtracted() {
        try (StartUpCache cache = cache()) {
            assertThat(classPathOfNextWorker(cache)).containsExactly(archive.toString());

            Awaitility.await()
                    .until(() -> names(classPathOfNextWorker(cache)), List.of("application.jar", "a.jar")::equals);
        }
    }

    @Test
    void firstWorkerOfTheNextRunStartsFromWhatIsExtracted() {
        try (StartUpCache cache = cache()) {
            Awaitility.await().until(() -> classPathOfNextWorker(cache).size() == 2);
        }
        try (StartUpCache next = cache()) {
            next.searchOnce();
            Awaitility.await().until(() -> next.entry() != null);

            assertThat(names(classPathOfNextWorker(next))).containsExactly("application.jar", "a.jar");
        }
    }

    @Test
    void whatAKilledRunHasLeftUnfinishedIsRemovedByTheNext() throws IOException {
        Path unfinished;
        try (StartUpCache cache = cache()) {
            Awaitility.await().until(() -> classPathOfNextWorker(cache).size() == 2);
            unfinished = Path.of(classPathOfNextWorker(cache).get(0)).resolveSibling("unfinished-0123.jsa");
        }
        Files.writeString(unfinished, "half");
        try (StartUpCache next = cache()) {
            next.searchOnce();
            awaitBackground(next);
        }

        assertThat(unfinished).doesNotExist();
    }

    @Test
    void searchAloneExtractsNothing() {
        try (StartUpCache cache = cache()) {
            cache.searchOnce();
            awaitBackground(cache);
        }

        assertThat(place.resolve("process-pool-" + System.getProperty("user.name")))
                .isEmptyDirectory();
    }

    @Test
    void workersStartFromTheArchiveAgainWhenSomebodyHasCleanedUp() throws IOException {
        try (StartUpCache cache = cache()) {
            Awaitility.await().until(() -> classPathOfNextWorker(cache).size() == 2);
            Files.delete(Path.of(classPathOfNextWorker(cache).get(1)));

            assertThat(classPathOfNextWorker(cache)).containsExactly(archive.toString());
        }
    }

    @Test
    void workersStartFromTheArchiveWhereNothingCanBeWritten() throws IOException {
        Files.writeString(place, "this is a file");
        try (StartUpCache cache = cache()) {
            classPathOfNextWorker(cache);
            awaitBackground(cache);

            assertThat(cache.entry()).isNull();
            assertThat(classPathOfNextWorker(cache)).containsExactly(archive.toString());
        }
    }

    @Test
    void brokenArchiveIsNotExtracted() throws IOException {
        Files.writeString(archive, "not a jar");
        try (StartUpCache cache = cache()) {
            classPathOfNextWorker(cache);
            awaitBackground(cache);

            assertThat(cache.entry()).isNull();
        }
        assertThat(place.resolve("process-pool-" + System.getProperty("user.name")))
                .isEmptyDirectory();
    }
}
