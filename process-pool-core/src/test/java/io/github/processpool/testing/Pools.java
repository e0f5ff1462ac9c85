package io.github.processpool.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.internal.system.MemoryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;
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
public final class Pools implements BeforeEachCallback, AfterEachCallback {

    /** For all waits of tests: generous, since the machine may be busy. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    public static final long WORKER_HEAP = 64L << 20;

    private static final String WORKER_MAIN = "io.github.processpool.internal.worker.WorkerMain";
    private static final String JACOCO = "process-pool.test.jacoco";
    private static final String FOLDER_PREFIX =
            "process-pool-" + ProcessHandle.current().pid() + "-";
    private static final Duration SHUTDOWN_BUDGET = Duration.ofSeconds(2);
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

    private final List<ProcessPoolExecutor> opened = new ArrayList<>();
    private Path folder = Path.of("");
    private SharedPools shared = new SharedPools();
    private int names;

    // -- Before and during the test --

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
        folder = Files.createTempDirectory("it-");
        shared = SharedPools.of(context);
    }

    /** A pool of two workers with a small heap and short timeouts, closed after the test. */
    public ProcessPoolExecutor open() {
        return open(builder -> {});
    }

    /** A pool as {@link #open()} makes it, with changes; closed after the test. */
    public ProcessPoolExecutor open(Consumer<ProcessPoolExecutorBuilder> changes) {
        ProcessPoolExecutorBuilder builder = builder();
        changes.accept(builder);
        return closeAfterwards(WorkerArchive.addTo(builder).build());
    }

    /**
     * A pool like that of {@link #open()} which all tests of the class share that ask for it: for those in which nothing depends
     * on what its workers have done before, or what becomes of them. It must be left without work.
     */
    public ProcessPoolExecutor shared() {
        return shared.withWorkers(2);
    }

    /** A shared pool of one worker. */
    public ProcessPoolExecutor sharedWorker() {
        return shared.withWorkers(1);
    }

    /** A shared pool of one worker that has settings of its own, which the tests of the class know by this name. */
    public ProcessPoolExecutor shared(String name, Consumer<ProcessPoolExecutorBuilder> settings) {
        return shared.withSettings(name, settings);
    }

    /** A pool like that of {@link #open()} with one worker; closed after the test. */
    public ProcessPoolExecutor oneWorker() {
        return open(builder -> builder.maxWorkers(1));
    }

    /** Keeps a worker of a pool busy, from now on until the flag is raised. */
    public ProcessFuture<Long> occupy(ProcessPoolExecutor pool, Flag released) {
        Flag started = flag();
        ProcessFuture<Long> future = pool.submit(() -> Tasks.runUntil(started, released));
        started.await();
        return future;
    }

    /** Such a pool with workers that are threads; closed after the test. */
    public ProcessPoolExecutor openInProcess() {
        return openInProcess(builder -> {});
    }

    public ProcessPoolExecutor openInProcess(Consumer<ProcessPoolExecutorBuilder> changes) {
        return open(builder -> changes.accept(builder.mode(PoolMode.IN_PROCESS)));
    }

    /** For pools that are built otherwise. */
    public ProcessPoolExecutor closeAfterwards(ProcessPoolExecutor pool) {
        opened.add(pool);
        return pool;
    }

    /** The builder behind {@link #open()}. */
    public static ProcessPoolExecutorBuilder builder() {
        ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder()
                .name("it")
                .maxWorkers(2)
                .workerHeap(WORKER_HEAP)
                .gracePeriod(Duration.ofMillis(300))
                .startTimeout(LIMIT)
                .jvmArguments("-XX:TieredStopAtLevel=1", "-Xshare:auto");
        return isMeasured() ? builder.jvmArguments(System.getProperty(JACOCO)) : builder;
    }

    /** Returns whether an agent in the workers counts which code the tests have run. */
    static boolean isMeasured() {
        return !System.getProperty(JACOCO, "").isBlank();
    }

    public Flag flag() {
        return new Flag(file("flag"));
    }

    public Journal journal() {
        return new Journal(file("journal"));
    }

    /** An empty folder that goes with the test. */
    public Path folder() {
        return folder;
    }

    private String file(String kind) {
        return folder.resolve(kind + ++names).toString();
    }

    /** The workers of all pools of this JVM. */
    public static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains(WORKER_MAIN))
                .toList();
    }

    public static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    public static void awaitDeath(long pid) {
        Awaitility.await("death of process " + pid).until(() -> !isAlive(pid));
    }

    // -- After the test --

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        try {
            opened.forEach(Pools::shutDown);
            if (context.getExecutionException().isPresent()) {
                shared.close();
            }
            shared.awaitIdle();
            awaitNothingLeft(shared);
        } finally {
            killWhatIsLeft(shared);
            opened.clear();
            delete(folder);
        }
    }

    /** Waits until all is gone that pools of this JVM had, but for those that are shared. */
    public static void awaitNothingLeft(SharedPools shared) {
        Awaitility.await("all of this to be gone: what is left of the pool")
                .untilAsserted(() -> assertThat(leftovers(shared)).isEmpty());
    }

    public static void shutDown(ProcessPoolExecutor pool) {
        long start = System.nanoTime();
        pool.shutdown(SHUTDOWN_BUDGET);
        assertThat(pool.isTerminated()).as("%s is terminated", pool).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("time for the shutdown of %s", pool)
                .isLessThan(SHUTDOWN_LIMIT);
    }

    /** Everything that is left of the pools of this JVM, in words. */
    private static List<String> leftovers(SharedPools shared) {
        List<String> leftovers = new ArrayList<>();
        workers().stream()
                .filter(worker -> !shared.own(worker))
                .forEach(worker -> leftovers.add("worker " + worker.pid()));
        marked().stream()
                .filter(process -> !shared.own(process))
                .forEach(process -> leftovers.add("process " + process.pid() + " "
                        + process.info().commandLine().orElse("")));
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("process-pool-") && !shared.ownThread(name))
                .forEach(name -> leftovers.add("thread " + name));
        folders().stream().filter(path -> !shared.own(path)).forEach(path -> leftovers.add("folder " + path));
        return leftovers;
    }

    /** Those of all pools of this JVM. */
    public static List<Path> folders() {
        List<Path> found = new ArrayList<>();
        for (Path place : List.of(Path.of(System.getProperty("java.io.tmpdir")), MemoryFolder.PLACE)) {
            if (Files.isDirectory(place)) {
                try (DirectoryStream<Path> folders = Files.newDirectoryStream(place, FOLDER_PREFIX + "*")) {
                    folders.forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
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

    /** Called so that one failed test does not make the next one fail. */
    private static void killWhatIsLeft(SharedPools shared) {
        Stream.concat(workers().stream(), marked().stream())
                .filter(process -> !shared.own(process))
                .forEach(ProcessHandle::destroyForcibly);
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
