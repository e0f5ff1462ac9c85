package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.internal.system.MemoryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Opens small pools for a test, and finds out after each test whether anything of them is left: a process, be it started by a
 * worker, a thread, a file.
 *
 * <pre>{@code
 * @RegisterExtension
 * final Pools pools = new Pools();
 * }</pre>
 */
final class Pools implements BeforeEachCallback, AfterEachCallback {

    /** For all waits of tests: generous, since the machine may be busy. */
    static final Duration LIMIT = Duration.ofSeconds(30);

    static final long WORKER_HEAP = 64L << 20;

    private static final String WORKER_MAIN = "io.github.processpool.internal.worker.WorkerMain";
    private static final String FOLDER_PREFIX =
            "process-pool-" + ProcessHandle.current().pid() + "-";
    private static final Duration SHUTDOWN_BUDGET = Duration.ofSeconds(2);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

    private final List<ProcessPoolExecutor> opened = new ArrayList<>();
    private Path folder = Path.of("");
    private int names;

    // -- Before and during the test --

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
        folder = Files.createTempDirectory("it-");
    }

    /** A pool of two workers with a small heap and short timeouts, closed after the test. */
    ProcessPoolExecutor open() {
        return open(builder -> {});
    }

    /** The same with changes; closed after the test. */
    ProcessPoolExecutor open(Consumer<ProcessPoolExecutorBuilder> changes) {
        ProcessPoolExecutorBuilder builder = builder();
        changes.accept(builder);
        return closeAfterwards(builder.build());
    }

    /** For pools that are built otherwise. */
    ProcessPoolExecutor closeAfterwards(ProcessPoolExecutor pool) {
        opened.add(pool);
        return pool;
    }

    /** What {@link #open()} builds. */
    static ProcessPoolExecutorBuilder builder() {
        ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder()
                .name("it")
                .maxWorkers(2)
                .workerHeap(WORKER_HEAP)
                .gracePeriod(Duration.ofMillis(300))
                .startTimeout(LIMIT)
                .jvmArguments("-XX:TieredStopAtLevel=1", "-Xshare:auto");
        String jacoco = System.getProperty("process-pool.test.jacoco", "");
        return jacoco.isBlank() ? builder : builder.jvmArguments(jacoco);
    }

    Flag flag() {
        return new Flag(file("flag"));
    }

    Journal journal() {
        return new Journal(file("journal"));
    }

    /** An empty folder that goes with the test. */
    Path folder() {
        return folder;
    }

    private String file(String kind) {
        return folder.resolve(kind + ++names).toString();
    }

    /** The workers of all pools of this JVM. */
    static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(WORKER_MAIN))
                .toList();
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    static void awaitDeath(long pid) {
        Awaitility.await("death of process " + pid).until(() -> !isAlive(pid));
    }

    // -- After the test --

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        try {
            opened.forEach(Pools::shutDown);
            Awaitility.await("all of this to be gone: what is left of the pool")
                    .untilAsserted(() -> assertThat(leftovers()).isEmpty());
        } finally {
            killWhatIsLeft();
            opened.clear();
            delete(folder);
        }
    }

    private static void shutDown(ProcessPoolExecutor pool) {
        long start = System.nanoTime();
        pool.shutdown(SHUTDOWN_BUDGET);
        assertThat(pool.isTerminated()).as("%s is terminated", pool).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("time for the shutdown of %s", pool)
                .isLessThan(SHUTDOWN_LIMIT);
    }

    /** Everything that is left of the pools of this JVM, in words. */
    private static List<String> leftovers() throws IOException {
        List<String> leftovers = new ArrayList<>();
        workers().forEach(worker -> leftovers.add("worker " + worker.pid()));
        marked().forEach(process -> leftovers.add(
                "process " + process.pid() + " " + process.info().commandLine().orElse("")));
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("process-pool-"))
                .forEach(name -> leftovers.add("thread " + name));
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), FOLDER_PREFIX + "*")) {
            folders.forEach(path -> leftovers.add("folder " + path));
        }
        if (Files.isDirectory(MemoryFolder.PLACE)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(MemoryFolder.PLACE, FOLDER_PREFIX + "*")) {
                folders.forEach(path -> leftovers.add("folder " + path));
            }
        }
        return leftovers;
    }

    /** Processes that a worker of this JVM, or a descendant of one, was started as, whoever their parent is now. */
    private static List<ProcessHandle> marked() {
        String mark = "PROCESS_POOL_MARK=<" + FOLDER_PREFIX;
        return ProcessHandle.allProcesses()
                .filter(process -> environmentOf(process).contains(mark))
                .toList();
    }

    private static String environmentOf(ProcessHandle process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "environ"));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // Gone, or somebody else's.
        }
    }

    /** So that one failed test does not make the next one fail. */
    private static void killWhatIsLeft() {
        workers().forEach(ProcessHandle::destroyForcibly);
        marked().forEach(ProcessHandle::destroyForcibly);
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException problem) throws IOException {
                Files.delete(Objects.requireNonNull(visited));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
