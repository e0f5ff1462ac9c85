package io.github.processpool.testing;

import io.github.processpool.ProcessFuture;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.WorkerCommand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * An archive of the classes that a worker of the tests loads, made once for each build and JDK, so that a worker's start costs
 * two thirds. The folders of classes are made jars of, since a JVM archives nothing out of folders. It hands the archive on to
 * commands that start a worker as {@link Pools} does, and leaves alone those that a test has changed; where it can't be made,
 * workers start without.
 *
 * <p>It does not look at what the workers do; they have the same classes and resources in the same order.
 *
 * <p><i>Thread safety:</i> immutable; JVMs that make it at the same time are kept apart by a lock on a file.
 */
final class WorkerArchive {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<String> original;
    private final List<String> jars;
    private final Path file;

    private WorkerArchive(List<String> original, List<String> jars, Path file) {
        this.original = original;
        this.jars = jars;
        this.file = file;
    }

    /** A class of its own: the threads of the pool that trains run code of the outer class meanwhile. */
    private static final class OfThisBuild {
        static final @Nullable WorkerArchive ARCHIVE = make();
    }

    /** Has the workers of a pool start with it, if there is one; the builder has all of its other settings. */
    static ProcessPoolExecutorBuilder addTo(ProcessPoolExecutorBuilder builder) {
        WorkerArchive archive = OfThisBuild.ARCHIVE;
        return archive == null ? builder : builder.commandCustomizer(archive::addTo);
    }

    private void addTo(WorkerCommand command) {
        if (command.classPath().equals(original) && command.modulePath().isEmpty() && isUsual(command)) {
            setClassPath(command, jars);
            command.jvmArguments()
                    .addAll(List.of(
                            "-XX:SharedArchiveFile=" + file,
                            // By default a JVM puts an archive at a random address, and mends all of its pointers.
                            "-XX:+UnlockDiagnosticVMOptions",
                            "-XX:ArchiveRelocationMode=0",
                            // The JDK's own; to find out that nobody has another one, it opens all jars.
                            "-Djava.nio.channels.spi.SelectorProvider="
                                    + SelectorProvider.provider().getClass().getName(),
                            // Most methods run a few hundred times in the life of such a worker: compiling them costs
                            // more.
                            "-XX:Tier3InvocationThreshold=1000",
                            "-XX:Tier3MinInvocationThreshold=500",
                            "-XX:Tier3CompileThreshold=4000"));
        }
    }

    private static boolean isUsual(WorkerCommand command) {
        return command.javaExecutable().equals(java())
                && command.jvmArguments().contains("-XX:+UseSerialGC")
                && command.jvmArguments().stream().noneMatch(argument -> argument.startsWith("-javaagent:"));
    }

    private static void setClassPath(WorkerCommand command, List<String> entries) {
        command.classPath().clear();
        command.classPath().addAll(entries);
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    // -- How it is made --

    private static @Nullable WorkerArchive make() {
        List<String> original = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .toList();
        try {
            ClassFolders folders = ClassFolders.of(original);
            if (!folders.areOfABuild() || Pools.isMeasured()) {
                return null;
            }
            Path place = folders.makePlace();
            try (FileChannel channel = FileChannel.open(
                            place.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                WorkerArchive archive =
                        new WorkerArchive(original, folders.asJars(place), place.resolve("workers.jsa"));
                return Files.exists(archive.file) || archive.write(place) ? archive : null;
            }
        } catch (IOException | UncheckedIOException e) {
            return null; // No place for it: a read-only folder, a full disk.
        } catch (ExecutionException e) {
            throw new AssertionError("the worker that shows which classes are loaded", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Returns whether it worked; the file is there as a whole or not at all. */
    private boolean write(Path place) throws IOException, InterruptedException, ExecutionException {
        Path classes = place.resolve("classes.lst");
        listClasses(classes);
        Path unfinished = place.resolve("unfinished.jsa");
        Process dump = new ProcessBuilder(
                        java().toString(),
                        "-Xshare:dump",
                        "-XX:+UseSerialGC",
                        "-XX:SharedClassListFile=" + classes,
                        "-XX:SharedArchiveFile=" + unfinished,
                        "-cp",
                        String.join(File.pathSeparator, jars))
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("dump.log").toFile())
                .start();
        if (!dump.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            dump.destroyForcibly();
        } else if (dump.exitValue() == 0) {
            Files.move(unfinished, file);
        }
        return Files.exists(file);
    }

    /** Has one worker load what most of them load. */
    private void listClasses(Path list) throws InterruptedException, ExecutionException {
        ProcessPoolExecutor pool = Pools.builder()
                .name("archive")
                .maxWorkers(1)
                .commandCustomizer(command -> {
                    setClassPath(command, jars);
                    command.jvmArguments().add("-XX:DumpLoadedClassList=" + list);
                })
                .build();
        try {
            train(pool);
        } finally {
            pool.shutdown(LIMIT);
        }
    }

    private static void train(ProcessPoolExecutor pool) throws InterruptedException, ExecutionException {
        Runnable shared = pool.share(Runnable.class, () -> {});
        ProcessFuture<Void> sharing = pool.submit(() -> shared.run());
        ProcessFuture<Void> logging =
                pool.submit(() -> LoggerFactory.getLogger("archive").debug("not seen"));
        ProcessFuture<Integer> failing = pool.submit(() -> Tasks.add(1, Integer.parseInt("?")));
        CompletableFuture.allOf(sharing, logging, failing.handle((value, problem) -> value))
                .get();
    }
}
