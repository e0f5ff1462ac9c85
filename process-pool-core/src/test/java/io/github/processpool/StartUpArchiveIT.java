package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.worker.WorkerMain;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Archives of classes for workers that start from a class path: how they are made, used, and left alone. */
@Timeout(400)
class StartUpArchiveIT {

    /** A training run has the lowest priority: beside other tests it has what they leave of the processors. */
    private static final Duration TRAINED = Duration.ofMinutes(3);

    private static final String ARCHIVED = " source: shared objects file";

    /** Of an archive that the first test of the class has had made. */
    @TempDir
    private static Path cache;

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    /** A JVM archives nothing out of folders; here they come last. */
    private static List<Path> jarsFirst() {
        List<Path> all = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return Stream.concat(
                        all.stream().filter(Files::isRegularFile),
                        all.stream().filter(entry -> !Files.isRegularFile(entry)))
                .toList();
    }

    private static ProcessPoolExecutorBuilder builder(Path folder, String... arguments) {
        return ProcessPoolExecutor.builder()
                .name("it")
                .maxWorkers(1)
                .workerHeap(Pools.WORKER_HEAP)
                .startTimeout(Pools.LIMIT)
                .classPath(jarsFirst())
                .jvmArguments("-XX:TieredStopAtLevel=1")
                .jvmArguments(arguments)
                .startUpCache(true)
                .startUpCacheFolder(folder);
    }

    @BeforeAll
    static void makeArchive() {
        try (ProcessPoolExecutor pool = builder(cache).build()) {
            pool.submit(StartUpArchiveIT::log).join();
            Awaitility.await()
                    .atMost(TRAINED)
                    .ignoreExceptions()
                    .until(() -> archiveIn(cache).isPresent());
        }
    }

    private static int log() {
        LoggerFactory.getLogger(StartUpArchiveIT.class).debug("seen by nobody");
        return 0;
    }

    private static Optional<Path> archiveIn(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".check"))
                    .map(file -> Path.of(file.toString().replaceAll("\\.check$", "")))
                    .findFirst();
        }
    }

    /** Returns where a worker had its classes from, as its JVM says. */
    private List<String> classesOfWorker(ProcessPoolExecutorBuilder builder) throws IOException {
        Path list = pools.folder().resolve("classes.log");
        ProcessPoolExecutor pool =
                pools.closeAfterwards(builder.jvmArguments("-Xlog:class+load=info:file=" + list + ":none:filecount=0")
                        .build());
        pool.submit(StartUpArchiveIT::log).join();
        return Files.readAllLines(list);
    }

    private static String line(List<String> classes, Class<?> type) {
        return classes.stream()
                .filter(line -> line.startsWith(type.getName() + " "))
                .findFirst()
                .orElse("");
    }

    @Test
    void laterWorkersHaveTheEngineAndTheJarsOfTheClassPathFromTheArchive() throws IOException {
        List<String> classes = classesOfWorker(builder(cache));

        assertThat(line(classes, WorkerMain.class)).contains(ARCHIVED);
        assertThat(line(classes, Logger.class)).contains(ARCHIVED);
        assertThat(line(classes, StartUpArchiveIT.class)).isNotEmpty().doesNotContain(ARCHIVED);
    }

    /** As in an IDE; the worker that makes the archive has no library but this one. */
    @Test
    void whereFoldersComeFirstTheEngineAloneIsArchived() throws IOException {
        Path folder = pools.folder().resolve("cache");
        List<Path> foldersFirst = new ArrayList<>(jarsFirst());
        Collections.reverse(foldersFirst);
        try (ProcessPoolExecutor pool = builder(folder).classPath(foldersFirst).build()) {
            pool.submit(StartUpArchiveIT::log).join();
            Awaitility.await()
                    .atMost(TRAINED)
                    .ignoreExceptions()
                    .until(() -> archiveIn(folder).isPresent());
        }

        List<String> classes = classesOfWorker(builder(folder).classPath(foldersFirst));

        assertThat(line(classes, WorkerMain.class)).contains(ARCHIVED);
        assertThat(line(classes, Logger.class)).isNotEmpty().doesNotContain(ARCHIVED);
    }

    @Test
    void workersWithAnArchiveOfTheirOwnAreLeftAlone() throws IOException {
        assertThat(line(classesOfWorker(builder(cache, "-Xshare:off")), WorkerMain.class))
                .isNotEmpty()
                .doesNotContain(ARCHIVED);
    }

    @Test
    void workersOfWorkersUseTheSameArchive() throws IOException {
        ProcessPoolExecutor outer = pools.closeAfterwards(builder(cache).build());
        String folder = cache.toString();
        String list = pools.folder().resolve("classes.log").toString();

        outer.submit(() -> inner(folder, list)).join();

        assertThat(line(Files.readAllLines(Path.of(list)), WorkerMain.class)).contains(ARCHIVED);
        try (Stream<Path> entries = Files.list(cache.resolve(userFolder(cache)))) {
            assertThat(entries.filter(entry -> !entry.getFileName().toString().startsWith(".")))
                    .hasSize(1);
        }
    }

    private static int inner(String folder, String list) {
        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .maxWorkers(1)
                .workerHeap(Pools.WORKER_HEAP)
                .jvmArguments("-XX:TieredStopAtLevel=1", "-Xlog:class+load=info:file=" + list + ":none:filecount=0")
                .startUpCache(true)
                .startUpCacheFolder(Path.of(folder))
                .build()) {
            return pool.submit(() -> Tasks.add(1, 2)).join();
        }
    }

    private static Path userFolder(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findFirst().orElseThrow();
        }
    }

    @Test
    void anArchiveThatIsDamagedUnnoticedDoesNoHarmAndIsNotSpokenOf() throws IOException {
        Path copy = pools.folder().resolve("cache");
        copy(cache, copy);
        try (ProcessPoolExecutor pool = builder(copy).build()) {
            assertThat(pool.submit(() -> Tasks.add(1, 2)).join()).isEqualTo(3);
        }
        Path archive = archiveIn(copy).orElseThrow();
        FileTime time = Files.getLastModifiedTime(archive);
        assertThat(archive.toFile().setWritable(true)).isTrue();
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.write(new byte[1024]);
        }
        Files.setLastModifiedTime(archive, time);

        List<String> classes = classesOfWorker(builder(copy));

        assertThat(line(classes, WorkerMain.class)).isNotEmpty().doesNotContain(ARCHIVED);
        assertThat(log.workerLines()).isEmpty();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Whether anything of it is left is looked at after each test. */
    @Test
    void thePoolClosesWhileAnArchiveIsMade() {
        ProcessPoolExecutor pool = builder(pools.folder().resolve("cache")).build();
        pool.submit(StartUpArchiveIT::log).join();
        Awaitility.await()
                .atMost(TRAINED)
                .until(() -> ProcessHandle.current()
                        .descendants()
                        .anyMatch(process ->
                                process.info().commandLine().orElse("").contains("start-up-training")));

        Pools.shutDown(pool);

        assertThat(pool.isTerminated()).isTrue();
    }

    @AfterAll
    static void nothingIsUnfinished() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("unfinished-")))
                    .isEmpty();
        }
    }
}
