package io.github.processpool.spring.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.processpool.WorkerCommand;
import io.github.processpool.internal.archive.TrainingCommand;
import io.github.processpool.internal.cache.JvmArchiving;
import io.github.processpool.spring.launch.RunningApplication.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.h2.tools.Restore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The forms in which an application is deployed, each run as it is, and what its workers start from. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class StartUpCacheIT {

    private static final String NESTED = "LaunchedClassLoader";
    private static final String PLAIN = "AppClassLoader";

    /** With a space: paths are quoted in many ways on the way to a worker. */
    @TempDir(factory = FolderWithSpace.class)
    static Path packed;

    private static Path jar;

    @TempDir
    Path folder;

    private Path cache;

    @BeforeAll
    static void pack() throws IOException {
        jar = new PackedApplication(packed, LaunchedApplication.class).executableJar();
    }

    @BeforeEach
    void nameCache() {
        cache = folder.resolve("a cache");
    }

    private RunningApplication run(List<String> words) throws IOException {
        return RunningApplication.start(folder, words, "--process-pool.worker.cache.folder=" + cache);
    }

    private RunningApplication runJar(Path executable) throws IOException {
        return run(List.of("-jar", executable.toString()));
    }

    private List<Path> files(String pattern) throws IOException {
        if (!Files.exists(cache)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .toList();
        }
    }

    private Path await(String pattern) {
        Awaitility.await(pattern)
                .atMost(Duration.ofMinutes(3))
                .ignoreException(java.io.UncheckedIOException.class)
                .until(() -> files(pattern).size() == 1);
        try {
            return files(pattern).get(0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path awaitArchive() {
        Path check = await("classes-.*\\.check");
        return check.resolveSibling(check.getFileName().toString().replace(".check", ""));
    }

    @Test
    void executableJarIsExtractedAndTrainedOnceAndUsedUntilItIsBrokenAndMadeAnew() throws Exception {
        Path archive;
        try (RunningApplication first = runJar(jar)) {
            assertThat(first.call()).extracting(Place::loader, Place::archived).containsExactly(NESTED, false);
            archive = awaitArchive();
            assertThat(first.call()).extracting(Place::loader, Place::archived).containsExactly(PLAIN, true);
            first.end();
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(archive.getParent().getParent())))
                .isEqualTo("rwx------");
        assertThat(files("\\.tmp-.*|unfinished-.*")).isEmpty();

        try (RunningApplication second = runJar(jar)) {
            second.awaitExtraction(); // On a busy machine a worker does not wait long enough for what is there.
            assertThat(second.call()).extracting(Place::loader, Place::archived).containsExactly(PLAIN, true);
            second.end();
        }

        breakArchiveAndLibrary(archive);
        Path number = folder.resolve("training.pid");
        try (RunningApplication third = run(List.of("-Dstuck-in-training=" + number, "-jar", jar.toString()))) {
            third.call();
            third.awaitExtraction();
            assertThat(third.call()).as("made anew").extracting(Place::loader).isEqualTo(PLAIN);
            long training = pidIn(number);
            third.end();
            assertThat(ProcessHandle.of(training)).as("delays no end").isEmpty();
            assertThat(files("unfinished-.*")).isEmpty();
        }
    }

    private void breakArchiveAndLibrary(Path archive) throws IOException {
        try (RandomAccessFile file = writable(archive)) {
            file.setLength(file.length() / 2);
        }
        Path library = files("process-pool.*\\.jar|module-.*\\.jar").get(0);
        Files.writeString(library, "not a jar any more");
    }

    private static RandomAccessFile writable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new RandomAccessFile(file.toFile(), "rw");
    }

    @Test
    void archiveThatWasCutOffDoesNotStandItsTrial() throws Exception {
        JvmArchiving jvm = JvmArchiving.ofThisJvm();
        Path archive = folder.resolve("an archive");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        WorkerCommand command = new WorkerCommand(List.of(), java, Restore.class.getName());
        command.jvmArguments().addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        command.classPath()
                .add(Path.of(Restore.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
        TrainingCommand training = new TrainingCommand(command, jvm, List.of(), archive);
        training.customize(command);
        List<String> words = new ArrayList<>(command.prefix());
        words.add(java.toString());
        words.addAll(command.jvmArguments());
        words.addAll(List.of("-cp", command.classPath().get(0), command.mainClass(), "-help"));
        assertThat(new ProcessBuilder(words).start().waitFor()).isZero();

        assertThat(archive).exists();
        training.tryArchive();
        try (RandomAccessFile file = writable(archive)) {
            file.setLength(file.length() / 2);
        }
        assertThatIOException().isThrownBy(training::tryArchive).withMessageContaining("exit code");
        assertThat(folder.toFile().list()).containsExactly("an archive");
        assertThat(crashesOf(archive)).as("reports in the current directory").isEmpty();
    }

    private static List<Path> crashesOf(Path archive) throws IOException {
        List<Path> crashes = new ArrayList<>();
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(Path.of(""), "hs_err_pid*")) {
            for (Path report : reports) {
                if (Files.readString(report, StandardCharsets.ISO_8859_1).contains(archive.toString())) {
                    crashes.add(report);
                }
            }
        }
        return crashes;
    }

    /** The JVM stands still then, and from JDK 25 on another one writes; both are stood in for by what never ends. */
    @Test
    void trainingThatWritesItsArchiveOutlivesNobody() throws Exception {
        WorkerCommand command = new WorkerCommand(List.of(), Path.of("java"), "main");
        new TrainingCommand(command, JvmArchiving.CDS, List.of(), folder.resolve("archive")).customize(command);
        Path number = folder.resolve("pids");
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\" & wait", "parent"));
        words.addAll(command.prefix());
        words.addAll(List.of("/bin/sh", "-c", "sleep 600 & echo $$ $! >\"$0.tmp\"; mv \"$0.tmp\" \"$0\"; wait"));
        words.add(number.toString());
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("PROCESS_POOL_MARK", "<" + folder + ">");
        Process parent = builder.start();
        try {
            Awaitility.await("training").atMost(Duration.ofMinutes(1)).until(() -> Files.exists(number));
        } finally {
            parent.destroyForcibly().waitFor();
        }
        String[] pids = Files.readString(number).trim().split(" ");

        assertThat(pids).hasSize(2);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ProcessHandle.of(Long.parseLong(pids[0])).isEmpty()
                        && ProcessHandle.of(Long.parseLong(pids[1])).isEmpty());
    }

    private static long pidIn(Path file) throws IOException {
        Awaitility.await("training").atMost(Duration.ofMinutes(3)).until(() -> Files.exists(file));
        return Long.parseLong(Files.readString(file));
    }

    @Test
    void extractedJarUsesAnArchive() throws Exception {
        assertThat(PackedApplication.extract(jar, folder.resolve("extracted"), Duration.ofMinutes(3)))
                .isZero();

        try (RunningApplication application = runJar(folder.resolve("extracted/application.jar"))) {
            assertThat(application.call().loader()).isEqualTo(PLAIN);
            Path archive = awaitArchive();
            assertThat(Files.readString(archive, StandardCharsets.ISO_8859_1)
                            .contains("launch/LaunchedApplicationExtra"))
                    .as("what only calls load is in the archive")
                    .isTrue();
            assertThat(application.call())
                    .extracting(Place::loader, Place::archived)
                    .containsExactly(PLAIN, true);
            application.end();
        }
        assertThat(files(".*\\.jar")).as("nothing is extracted again").isEmpty();
    }
}
