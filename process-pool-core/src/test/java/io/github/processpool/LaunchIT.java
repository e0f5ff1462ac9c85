package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.ChildJvm;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However the parent was started and wherever it may write: its workers start, and are what they are asked to be. */
@Timeout(120)
class LaunchIT {

    @RegisterExtension
    final Pools pools = new Pools();

    /** A parent that tells what its worker was started with. */
    static final class Parent {

        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            ProcessPoolExecutorBuilder builder = ProcessPoolExecutor.builder()
                    .maxWorkers(1)
                    .workerHeap(48L << 20)
                    .environment(Map.of("ADDED", "x"))
                    .workingDirectory(Path.of(arguments[0]));
            try (ProcessPoolExecutor pool = builder.build()) {
                System.out.println("pid " + pool.submit(() -> Tasks.pid()).get());
                System.out.println("directory "
                        + pool.submit(() -> System.getProperty("user.dir")).get());
                System.out.println(
                        "arguments " + pool.submit(() -> jvmArguments()).get());
                System.out.println("property "
                        + pool.submit(() -> String.valueOf(System.getProperty("its.own")))
                                .get());
                System.out.println("heap "
                        + pool.submit(() -> Runtime.getRuntime().maxMemory() >> 20)
                                .get());
                System.out.println("environment "
                        + pool.submit(() -> String.valueOf(System.getenv("JAVA_TOOL_OPTIONS")))
                                .get());
                System.out.println("opened "
                        + pool.submit(() -> Object.class.getModule().isOpen("java.util", Tasks.class.getModule()))
                                .get());
                System.out.println(
                        "variable " + pool.submit(() -> bytesOfVariable()).get());
                System.out.println("of the parent " + bytesOfVariable());
            }
            System.out.println("end");
        }

        private static String jvmArguments() {
            return String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments());
        }

        private static String bytesOfVariable() throws IOException {
            String all = Files.readString(Path.of("/proc/self/environ"), StandardCharsets.ISO_8859_1);
            int begin = all.indexOf("ODD_NAME=");
            return begin < 0
                    ? "none"
                    : Arrays.toString(
                            all.substring(begin, all.indexOf(0, begin)).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static String value(ChildJvm jvm, String name) {
        return jvm.awaitLine(name + " ");
    }

    // -- Places --

    @Test
    void makesFolderAndSocketAnewThatSomebodyHasRemoved() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        long first = pool.submit(() -> Tasks.pid()).get();
        Path folder = Pools.folders().get(0);
        try (CapturedLog log = CapturedLog.of("io.github.processpool.internal.parent.process")) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
            pool.recycleWorkers().get(30, TimeUnit.SECONDS);

            assertThat(pool.submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS)).isNotEqualTo(first);
            assertThat(String.join("\n", log.messages()))
                    .contains("The socket of a process pool")
                    .contains("has vanished and was made anew");
        }
        pool.close();
        assertThat(folder).doesNotExist();
    }

    /** The class path is a jar that is nothing but a manifest. */
    @Test
    void findsAnotherPlaceWhenTheTemporaryFolderIsNotWritable() throws Exception {
        // Root may write everywhere, but not make folders in a file system that has none.
        Path place = Files.createDirectory(pools.folder().resolve("read-only"));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("r-xr-xr-x"));
        String tmpdir = System.getProperty("user.name").equals("root") ? "/proc" : place.toString();

        try (ChildJvm jvm = ChildJvm.of(Parent.class)
                .classPath(jarOfAManifest().toString())
                .jvmArguments("-Djava.io.tmpdir=" + tmpdir)
                .arguments(pools.folder().toString())
                .start()) {
            assertThat(jvm.awaitEnd()).as("%s", jvm.lines()).isZero();
            assertThat(jvm.lines()).contains("end");
        }
    }

    private Path jarOfAManifest() throws IOException {
        Path jar = pools.folder().resolve("manifest.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(entry ->
                                        Path.of(entry).toAbsolutePath().toUri().toString())
                                .collect(Collectors.joining(" ")));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.finish();
        }
        return jar;
    }

    /** The temporary folder has blanks and quotes, and the charset lacks characters of the environment. */
    @Test
    void startsWorkersOfARelativeClassPathInAnotherDirectoryWithWhatTheyAreToInherit() throws Exception {
        Path place = Files.createDirectory(pools.folder().resolve("it's a $HOME"));
        Path here = Files.createDirectory(pools.folder().resolve("here"));
        Path there = Files.createDirectory(pools.folder().resolve("there"));

        try (ChildJvm jvm = ChildJvm.of(Parent.class)
                .directory(here)
                .classPath(classPathAsSeenFrom(here))
                .arguments(there.toString())
                .jvmArguments(
                        "-Xmx200m",
                        "-Xms16m",
                        "-XX:+UseParallelGC",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                        "-Dits.own=value of it",
                        "--add-opens",
                        "java.base/java.util=ALL-UNNAMED",
                        "-Dcom.sun.management.jmxremote",
                        "-Dstdout.encoding=UTF-8",
                        "-Djava.io.tmpdir=" + place)
                .environment("JAVA_TOOL_OPTIONS", "-Xmx300m -Dfrom.tool.options=true")
                .environment("LC_ALL", "C")
                .environment("ODD_NAME", "J\u00fcrgen \u20ac")
                .start()) {
            assertThat(jvm.awaitEnd()).as("%s", jvm.lines()).isZero();

            assertThat(value(jvm, "directory")).isEqualTo(there.toString());
            assertInherited(jvm);
            assertThat(value(jvm, "variable"))
                    .isEqualTo(value(jvm, "of the parent"))
                    .contains("-61, -68");
        }
    }

    private static String classPathAsSeenFrom(Path directory) throws IOException {
        List<String> relative = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            relative.add(directory
                    .toRealPath()
                    .relativize(Path.of(entry).toAbsolutePath())
                    .toString());
        }
        return String.join(File.pathSeparator, relative);
    }

    private static void assertInherited(ChildJvm jvm) {
        assertThat(value(jvm, "property")).isEqualTo("value of it");
        assertThat(value(jvm, "opened")).isEqualTo("true");
        assertThat(Integer.parseInt(value(jvm, "heap"))).isBetween(40, 48);
        assertThat(value(jvm, "environment")).isEqualTo("null");
        assertThat(value(jvm, "arguments"))
                .contains("-Xmx49152k")
                .contains("--add-opens")
                .contains("-XX:+UseSerialGC")
                .doesNotContain("jdwp")
                .doesNotContain("200m")
                .doesNotContain("300m")
                .doesNotContain("UseParallelGC")
                .doesNotContain("jmxremote");
    }

    // -- Class paths --

    @Test
    void startsWorkersWithAClassPathOfManyThousandCharacters() throws Exception {
        StringBuilder entries = new StringBuilder(System.getProperty("java.class.path"));
        while (entries.length() < 140_000) {
            entries.append(File.pathSeparator)
                    .append(Files.createFile(pools.folder().resolve("a \"quoted\" entry " + entries.length())));
        }
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.classPath(Arrays.stream(entries.toString().split(File.pathSeparator))
                        .map(Path::of)
                        .toList()));

        assertThat(pool.submit(() -> System.getProperty("java.class.path")).get(30, TimeUnit.SECONDS))
                .hasSizeGreaterThan(140_000)
                .contains("a \"quoted\" entry");
    }

    // -- Prefixes --

    private void assertPrefixWorks(int nicer, String... prefix) throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).commandPrefix(prefix));
        ProcessFuture<Long> task = pool.submit(() -> Tasks.pid());
        long pid = task.get(30, TimeUnit.SECONDS);
        // On top of that of whoever runs the tests.
        assertThat(pool.submit(() -> niceness()).get(30, TimeUnit.SECONDS)).isEqualTo(Math.min(19, niceness() + nicer));
        List<Long> children =
                ProcessHandle.current().children().map(ProcessHandle::pid).toList();

        assertThat(task.workerPid()).hasValue(pid);
        assertThat(pool.snapshot().workers().get(0).pid()).isEqualTo(pid);
        WorkerCrashedException crash = failureOf(pool.submit(() -> Tasks.halt(3)), WorkerCrashedException.class);
        assertThat(crash.pid()).isEqualTo(pid);

        Flag started = pools.flag();
        ProcessFuture<Void> stubborn = pool.submit(() -> Tasks.ignoreInterrupts(started));
        started.await();
        stubborn.cancel(true);
        stubborn.stopped().get(30, TimeUnit.SECONDS);
        await("worker and prefix to be gone")
                .until(() -> !Pools.isAlive(stubborn.workerPid().orElseThrow())
                        && children.stream().noneMatch(Signals::isRunning));
    }

    @Test
    void aListOfProcessesSaysWhichWorkerOfWhichPoolEachOneIs() throws Exception {
        long pid = pools.oneWorker().submit(() -> Tasks.pid()).get(30, TimeUnit.SECONDS);

        assertThat(ProcessHandle.of(pid).orElseThrow().info().arguments().orElseThrow())
                .startsWith("-Dprocess-pool-worker=it-w0");
    }

    @Test
    void worksBehindAPrefixThatTurnsIntoTheWorkerAndAtItsNiceness() throws Exception {
        assertPrefixWorks(5, "nice", "-n", "5");
    }

    @Test
    void worksBehindAPrefixThatStaysAlive() throws Exception {
        assertPrefixWorks(0, "sh", "-c", "\"$@\"; exit $?", "sh");
    }

    @Test
    void endsAPrefixThatWouldOutliveItsWorker() throws Exception {
        ProcessPoolExecutor pool = pools.open(
                builder -> builder.maxWorkers(1).commandPrefix("sh", "-c", "\"$@\"; sleep 1000; exit 0", "sh"));
        assertThat(pool.submit(() -> Tasks.add(1, 2)).get(30, TimeUnit.SECONDS)).isEqualTo(3);
        List<Long> children =
                ProcessHandle.current().children().map(ProcessHandle::pid).toList();

        failureOf(pool.submit(() -> Tasks.halt(3)), WorkerCrashedException.class);

        await("the prefix to be gone").until(() -> children.stream().noneMatch(Signals::isRunning));
    }

    private static int niceness() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }

    /** The recipe of docs/security.md; what the pool itself tells a worker there is no matter of the customizer. */
    @Test
    void workersInheritOnlyTheVariablesThatAreNamed() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .environment(Map.of("SECRET", "of the parent"))
                .commandCustomizer(command -> command.environment().keySet().retainAll(Set.of("PATH"))));

        assertThat(pool.submit(() -> new TreeSet<>(System.getenv().keySet())).get())
                .contains("PATH", "PROCESS_POOL_DEPTH")
                .doesNotContain("SECRET", "HOME")
                .filteredOn(name -> !name.startsWith("PROCESS_POOL_"))
                .isSubsetOf("PATH", "PWD", "SHLVL", "_");
    }

    @Test
    void aSourceFileThatIsRunAsItIsIsToldWhatToDo() throws Exception {
        Path source = Files.writeString(pools.folder().resolve("Script.java"), """
                import io.github.processpool.ProcessPoolExecutor;

                public class Script {
                    static int answer() {
                        return 42;
                    }

                    public static void main(String[] arguments) throws Exception {
                        try (ProcessPoolExecutor pool = ProcessPoolExecutor.builder().maxWorkers(1).build()) {
                            pool.submit(Script::answer).get();
                        }
                    }
                }
                """);
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output).contains("The class Script was compiled into the memory", "Compile it first", "javac");
    }
}
