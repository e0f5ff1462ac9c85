package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Processes that are dead or got away: they hold nobody up, and a parent that is the first of its container has no dead ones. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class ZombiesIT {

    @RegisterExtension
    final Pools pools = new Pools();

    // -- In the worker --

    static String startChild() throws IOException {
        new ProcessBuilder("sleep", "1000").start();
        return "started";
    }

    static String startChildAndHang(Flag started) throws Exception {
        startChild();
        started.raise();
        Thread.sleep(100_000);
        return "ended";
    }

    /** Returns the pipe that it holds, and its number. */
    static List<String> startWhatGetsAway() throws Exception {
        Process process = new ProcessBuilder("env", "-i", "setsid", "sleep", "1000")
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        await().until(() -> process.info().commandLine().orElse("").contains("sleep 1000")
                && !process.info().commandLine().orElse("").contains("setsid"));
        System.out.println("printed before the end");
        return List.of(Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString(), String.valueOf(process.pid()));
    }

    // -- As the first process of its container --

    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                    .maxWorkers(1)
                    .workerHeap(Pools.WORKER_HEAP)
                    .gracePeriod(Duration.ofMillis(100))
                    .build()) {
                Flag started = new Flag(arguments[0]);
                ProcessFuture<String> hanging = pool.submit(() -> startChildAndHang(started));
                started.await();
                hanging.cancel(true);
                hanging.stopped().get();
                pool.submit(() -> startChild()).get();
            } // Which ends the worker in order.
            System.out.println("pid " + ProcessHandle.current().pid() + ", zombies " + zombies());
        }
    }

    /** Their numbers, in this set of processes. */
    private static List<String> zombies() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
                    if (stat.contains(") Z ")) {
                        found.add(stat);
                    }
                } catch (IOException e) {
                    // It is gone.
                }
            }
        }
        return found;
    }

    private static List<String> java(Class<?> main, String argument) {
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument);
    }

    @Test
    void aParentThatIsTheFirstProcessOfItsContainerHasNoZombies() throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc"));
        Assumptions.assumeTrue(succeeds(command));
        command.addAll(java(Parent.class, pools.folder().resolve("started").toString()));
        File output = pools.folder().resolve("output").toFile();

        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).content().contains("pid 1, zombies []");
    }

    private static boolean succeeds(List<String> command) throws Exception {
        List<String> words = new ArrayList<>(command);
        words.add("true");
        try {
            return new ProcessBuilder(words).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aProcessThatGotAwayWithThePipeOfItsWorkerHoldsNobodyUp() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        List<String> away = pool.submit(() -> startWhatGetsAway()).get(30, TimeUnit.SECONDS);
        ProcessHandle process = ProcessHandle.of(Long.parseLong(away.get(1))).orElseThrow();
        try {
            pool.recycleWorkers().get(30, TimeUnit.SECONDS);
            assertThat(pool.submit(() -> Tasks.add(1, 1)).get(30, TimeUnit.SECONDS))
                    .isEqualTo(2);
            pool.close();

            assertThat(process.isAlive()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("process-pool-it"));
            assertThat(pipes()).doesNotContain(away.get(0));
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> pipes() throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    found.add(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        }
        return found;
    }
}
