package io.github.processpool.benchmarks.soak;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs {@link SoakRun} in a process with folders of its own, and looks afterwards, from outside, for what it has left.
 *
 * <p>A process apart, because only there temporary files can be told from those of everybody else, and because what is
 * left when a process has ended can't be seen from within.
 */
public final class SoakLauncher {

    private static final long SETTLE_MILLIS = 3_000;
    /** For draining, closing and comparing, in which every wait has a limit. */
    private static final long LONGEST_END_SECONDS = 10 * 60;

    /** Longer than the heartbeat timeout of the pool, and now and then: it takes a part of all time. */
    private static final long STANDSTILL_MILLIS = 4_000;

    private static final int SECONDS_BETWEEN = 40;

    private final Path root;
    private final MemoryFolders memoryFolders = new MemoryFolders();

    private SoakLauncher(Path root) {
        this.root = root;
    }

    /** Returns whether the soak passed. */
    public static boolean launch(long seconds, long seed) throws IOException, InterruptedException {
        SoakLauncher launcher = new SoakLauncher(Files.createTempDirectory("soak"));
        System.out.println("soak of " + seconds + " s with seed " + seed);
        boolean passed = launcher.run(seconds, seed);
        if (passed) {
            launcher.delete();
        } else {
            System.out.println("log and folders kept in " + launcher.root);
        }
        System.out.println((passed ? "PASSED" : "FAILED") + ", seed " + seed);
        return passed;
    }

    private boolean run(long seconds, long seed) throws IOException, InterruptedException {
        Path runs = Files.createDirectory(root.resolve("runs"));
        Path temporary = Files.createDirectory(root.resolve("tmp"));
        Path temporaryOfFullHeap = Files.createDirectory(root.resolve("tmp2"));
        Path work = Files.createDirectory(root.resolve("work"));
        Process fullHeap =
                start(work, temporaryOfFullHeap, "log2", "-Xmx48m", FullHeapRun.class, String.valueOf(seconds));
        Process soak = start(
                work,
                temporary,
                "log",
                "-Xmx1g",
                SoakRun.class,
                String.valueOf(seconds),
                String.valueOf(seed),
                runs.toString());
        int code = await(soak, seconds, temporary);
        int codeOfFullHeap = await(fullHeap, 0, temporaryOfFullHeap);
        Thread.sleep(SETTLE_MILLIS);
        List<String> left = Stream.of(
                        Leftovers.processes(runs.toString()),
                        Leftovers.files(temporary),
                        Leftovers.files(temporaryOfFullHeap),
                        unexpected(work),
                        memoryFolders.left())
                .flatMap(List::stream)
                .toList();
        left.forEach(what -> System.out.println("VIOLATION: left after the end of the process: " + what));
        if (code != 0 || codeOfFullHeap != 0) {
            System.out.println("the soak ended with " + code + ", the part with a full heap with " + codeOfFullHeap);
        }
        return code == 0 && codeOfFullHeap == 0 && left.isEmpty();
    }

    /** A JVM that crashes while its pool's folder is cleaned away writes its report where it works. */
    private List<String> unexpected(Path work) throws IOException {
        boolean hadVanished = Files.readString(root.resolve("log")).contains("has vanished and was made anew");
        return Leftovers.files(work).stream()
                .filter(file -> !hadVanished || !file.contains("hs_err_pid"))
                .toList();
    }

    private Process start(Path work, Path temporary, String log, String heap, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                absoluteClassPath(),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(work.toFile())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(root.resolve(log).toFile())
                .start();
    }

    /** Notes meanwhile where the soak keeps its shared buffers. One that does not end is killed, so its code is not 0. */
    private int await(Process soak, long seconds, Path temporary) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds + LONGEST_END_SECONDS);
        int second = 0;
        while (!soak.waitFor(1, TimeUnit.SECONDS)) {
            memoryFolders.note(temporary);
            if (++second % SECONDS_BETWEEN == 0) {
                standStill(soak);
            }
            if (System.nanoTime() - end > 0) {
                System.out.println("VIOLATION: the soak does not end");
                return soak.destroyForcibly().waitFor();
            }
        }
        return soak.exitValue();
    }

    /** As Ctrl-Z and docker pause do it: parent and workers stop, and go on together. It must be nobody's time. */
    private static void standStill(Process soak) throws IOException, InterruptedException {
        List<Long> stopped = new ArrayList<>(List.of(soak.pid()));
        Signals.send("STOP", soak.pid());
        try {
            soak.descendants().map(ProcessHandle::pid).forEach(stopped::add);
            for (long pid : stopped) {
                Signals.send("STOP", pid);
            }
            Thread.sleep(STANDSTILL_MILLIS);
        } finally {
            for (int i = stopped.size() - 1; i >= 0; i--) {
                Signals.send("CONT", stopped.get(i));
            }
        }
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
