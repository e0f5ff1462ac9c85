package io.github.processpool.spring.launch.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.cache.CacheThread;
import io.github.processpool.internal.cache.JvmArchiving;
import io.github.processpool.spring.launch.packed.ApplicationArchive;
import io.github.processpool.spring.launch.packed.LaunchedClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of workers before and after the cache is opened; no process is started. */
class CacheOpenerTest {

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

    /** The opener of one run of the application, with its thread. */
    private final class Run implements AutoCloseable {

        private final CacheThread thread = new CacheThread();
        private final AtomicInteger opened = new AtomicInteger();
        private final CacheOpener opener = new CacheOpener(
                new CachedApplication.Nested(
                        new ApplicationArchive(archive, false),
                        LaunchedClassPath.of(
                                List.of(archive), List.of("jar:nested:" + archive + "/!BOOT-INF/classes/!/"))),
                JvmArchiving.ofThisJvm(),
                List.of(place),
                thread,
                opened::incrementAndGet);

        /** Work in the background is done in order. */
        private void awaitBackground() {
            CountDownLatch done = new CountDownLatch(1);
            thread.later(done::countDown);
            Awaitility.await().until(() -> done.getCount() == 0);
        }

        private List<String> classPathOfNextWorker() {
            WorkerCommand command = command();
            opener.customize(command);
            return command.classPath();
        }

        @Override
        public void close() {
            thread.close();
            opener.close();
        }
    }

    private WorkerCommand command() {
        WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
        command.classPath().add(archive.toString());
        return command;
    }

    private static List<String> names(List<String> classPath) {
        return classPath.stream()
                .map(entry -> Path.of(entry).getFileName().toString())
                .toList();
    }

    @Test
    void firstWorkerStartsFromTheArchiveAndLaterOnesFromWhatIsExtracted() {
        try (Run run = new Run()) {
            assertThat(run.classPathOfNextWorker()).containsExactly(archive.toString());

            Awaitility.await()
                    .until(() -> names(run.classPathOfNextWorker()), List.of("application.jar", "a.jar")::equals);
        }
    }

    @Test
    void firstWorkerOfTheNextRunStartsFromWhatIsExtracted() {
        try (Run run = new Run()) {
            Awaitility.await().until(() -> run.classPathOfNextWorker().size() == 2);
        }
        try (Run next = new Run()) {
            next.opener.searchOnce();
            Awaitility.await().until(() -> next.opener.entryFor(command()) != null);

            assertThat(names(next.classPathOfNextWorker())).containsExactly("application.jar", "a.jar");
        }
    }

    @Test
    void whatAKilledRunHasLeftUnfinishedIsRemovedByTheNext() throws IOException {
        Path unfinished;
        try (Run run = new Run()) {
            Awaitility.await().until(() -> run.classPathOfNextWorker().size() == 2);
            unfinished = Path.of(run.classPathOfNextWorker().get(0)).resolveSibling("unfinished-0123.jsa");
        }
        Files.writeString(unfinished, "half");
        try (Run next = new Run()) {
            next.opener.searchOnce();
            next.awaitBackground();
        }

        assertThat(unfinished).doesNotExist();
    }

    @Test
    void saysOnceThatItHasOpenedTheCache() {
        try (Run run = new Run()) {
            run.opener.searchOnce();
            run.awaitBackground();
            assertThat(run.opened).hasValue(0);

            for (int i = 0; i < 3; i++) {
                run.classPathOfNextWorker();
                run.awaitBackground();
            }
            assertThat(run.opened).hasValue(1);
        }
    }

    @Test
    void applicationOfAnotherFormIsLeftAlone() {
        try (CacheThread thread = new CacheThread();
                CacheOpener opener =
                        new CacheOpener(null, JvmArchiving.ofThisJvm(), List.of(place), thread, () -> {})) {
            WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "the.WorkerMain");
            command.classPath().add("classes");

            opener.customize(command);

            assertThat(command.classPath()).containsExactly("classes");
            assertThat(opener.jvm()).as("no archives either").isNull();
            assertThat(place).doesNotExist();
        }
    }

    @Test
    void searchAloneExtractsNothing() {
        try (Run run = new Run()) {
            run.opener.searchOnce();
            run.awaitBackground();
        }

        assertThat(place.resolve("process-pool-" + System.getProperty("user.name")))
                .isEmptyDirectory();
    }

    @Test
    void workersStartFromTheArchiveAgainWhenSomebodyHasCleanedUp() throws IOException {
        try (Run run = new Run()) {
            Awaitility.await().until(() -> run.classPathOfNextWorker().size() == 2);
            Files.delete(Path.of(run.classPathOfNextWorker().get(1)));

            assertThat(run.classPathOfNextWorker()).containsExactly(archive.toString());
        }
    }

    @Test
    void workersStartFromTheArchiveWhereNothingCanBeWritten() throws IOException {
        Files.writeString(place, "this is a file");
        try (Run run = new Run()) {
            run.classPathOfNextWorker();
            run.awaitBackground();

            assertThat(run.opener.entryFor(command())).isNull();
            assertThat(run.classPathOfNextWorker()).containsExactly(archive.toString());
        }
    }

    @Test
    void brokenArchiveIsNotExtracted() throws IOException {
        Files.writeString(archive, "not a jar");
        try (Run run = new Run()) {
            run.classPathOfNextWorker();
            run.awaitBackground();

            assertThat(run.opener.entryFor(command())).isNull();
        }
        assertThat(place.resolve("process-pool-" + System.getProperty("user.name")))
                .isEmptyDirectory();
    }
}
