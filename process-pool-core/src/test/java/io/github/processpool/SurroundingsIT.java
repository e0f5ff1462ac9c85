package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.processpool.testing.CapturedLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Locale.Category;
import java.util.Map;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.MDC;

/** The things that a task finds around it in its worker. */
@Timeout(300)
class SurroundingsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private static String region() {
        return TimeZone.getDefault().getID() + " " + Locale.getDefault() + " " + Locale.getDefault(Category.DISPLAY)
                + " " + Locale.getDefault(Category.FORMAT);
    }

    @Test
    void defaultTimeZoneAndLocalesAreThoseOfTheParentWhenTheWorkerStarts() throws Exception {
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        Locale display = Locale.getDefault(Category.DISPLAY);
        Locale format = Locale.getDefault(Category.FORMAT);
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));
        ProcessPoolExecutor own =
                pools.open(builder -> builder.maxWorkers(1).jvmArguments("-Duser.timezone=UTC", "-Duser.language=it"));
        try { // Changed after the pool was made, and before it has a worker.
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
            Locale.setDefault(Locale.CANADA_FRENCH);
            Locale.setDefault(Category.FORMAT, Locale.JAPAN);

            assertThat(pool.submit(() -> region()).get())
                    .isEqualTo(region())
                    .isEqualTo("Pacific/Apia fr_CA fr_CA ja_JP");
            Locale.setDefault(Locale.CANADA_FRENCH);
            assertThat(own.submit(() -> region()).get()).isEqualTo("UTC it_CA it_CA it_CA");
            TimeZone.setDefault(new SimpleTimeZone(1_234_000, "Nowhere"));
            pool.recycleWorkers().get();
            assertThat(pool.submit(() -> TimeZone.getDefault()).get()).isEqualTo(TimeZone.getDefault());
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
            Locale.setDefault(Category.DISPLAY, display);
            Locale.setDefault(Category.FORMAT, format);
        }
    }

    @Test
    void environmentDirectoryAndArgumentsArriveAsTheyAreAndNobodyElseSeesTheArguments() throws Exception {
        Path directory = pools.folder().toRealPath();
        String odd = "a \"b\" 'c' \\d\n#e\t@f $g *h \u00e4\u20ac ";
        Assumptions.assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding"))
                .newEncoder()
                .canEncode(odd));
        Path mine = Files.writeString(pools.folder().resolve("a b"), "-Dmine=1");
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1)
                .environment(Map.of("GREETING", "hello wörker"))
                .workingDirectory(directory)
                .jvmArguments("-Dodd.secret=" + odd, "-Dempty=", "@" + mine));

        assertThat(pool.submit(() -> System.getenv("GREETING")).get()).isEqualTo("hello wörker");
        assertThat(pool.submit(() -> Path.of("").toRealPath().toString()).get()).isEqualTo(directory.toString());
        assertThat(pool.submit(() -> System.getProperty("odd.secret")).get()).isEqualTo(odd);
        assertThat(pool.submit(() -> System.getProperty("empty")).get()).isEmpty();
        assertThat(pool.submit(() -> System.getProperty("mine")).get()).isEqualTo("1");
        long pid = pool.submit(() -> Tasks.pid()).get();
        assertThat(Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                        .replace("-Dprocess-pool-worker=it-w0", "pool and slot"))
                .contains("pool and slot")
                .doesNotContain("-D", "-X", "-cp")
                .endsWith("WorkerMain\0");
        for (Path folder : Pools.folders()) {
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("a"));
            }
        }
    }

    @Test
    void aWorkingDirectoryThatIsGoneIsReplacedByThePoolsFolderWithOneWarning() throws Exception {
        Path directory = Files.createDirectory(pools.folder().resolve("gone"));
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).workingDirectory(directory));
        Files.delete(directory);
        try (CapturedLog log = CapturedLog.of("io.github.processpool.internal.parent.process.Launcher")) {
            for (int i = 0; i < 2; i++) {
                assertThat(pool.submit(() -> Path.of("").toRealPath().toString())
                                .get())
                        .contains("process-pool");
                pool.recycleWorkers().get();
            }
            assertThat(log.messages()).singleElement().asString().contains(directory.toString(), "was deleted");
        }
    }

    @Test
    void theWorkerHasTheHeapThatItWasGiven() throws Exception {
        assertThat(pools.sharedWorker()
                        .submit(() -> Runtime.getRuntime().maxMemory())
                        .get())
                .isBetween(Pools.WORKER_HEAP * 9 / 10, Pools.WORKER_HEAP);
    }

    @Test
    void tasksRunWithTheApplicationsClassLoader() throws Exception {
        assertThat(pools.sharedWorker()
                        .submit(() ->
                                Thread.currentThread().getContextClassLoader().equals(Tasks.class.getClassLoader()))
                        .get())
                .isTrue();
    }

    /** Changes all that a thread has, and returns what was there before. */
    private static String changed(String mark) {
        Thread thread = Thread.currentThread();
        String before = thread.getName() + " " + thread.getPriority() + " " + (thread.getContextClassLoader() == null)
                + " " + MDC.getCopyOfContextMap() + " " + Thread.interrupted();
        thread.setName(mark);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.setContextClassLoader(null);
        MDC.put("mark", mark);
        thread.interrupt();
        return before.replace("null", "{}");
    }

    @Test
    void aTaskFindsNothingOfWhatOthersHaveLeftOnTheThreadBeItInAChunkOrAlone() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        String clean = "process-pool-shared-task 5 false {} false";

        for (int i = 0; i < 3; i++) {
            assertThat(pool.submit(() -> changed("alone")).get()).isEqualTo(clean);
        }
        assertThat(pool.map(SurroundingsIT::changed, List.of("a", "b", "c"), MapIT.chunksOf(3)))
                .containsExactly(clean, clean, clean);
    }

    @Test
    void aTaskMayStartAChildProcess() throws Exception {
        assertThat(pools.sharedWorker()
                        .submit(() -> Tasks.outputOfChild("echo", "from a child"))
                        .get())
                .isEqualTo("from a child");
    }

    @Test
    void aTaskMayUseAPoolOfItsOwn() throws Exception {
        assertThat(pools.sharedWorker().submit(() -> Tasks.useOwnPool(20, 22)).get())
                .isEqualTo(42);
    }

    @Test
    void theContextNamesTaskPoolAndSlot() throws Exception {
        ProcessFuture<String> future = pools.sharedWorker().submit(() -> {
            WorkerContext context = WorkerContext.current();
            return context.taskId() + " " + context.poolName() + " " + context.slot() + " " + context.isCancelled();
        });

        assertThat(future.get()).isEqualTo(future.taskId() + " shared 0 false");
    }

    @Test
    void thereIsNoContextOutsideOfTasks() {
        assertThatThrownBy(WorkerContext::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no task of a process pool");
    }

    @Test
    void attributesOfTheContextLastAsLongAsTheWorker() throws Exception {
        ProcessPoolExecutor pool = pools.sharedWorker();
        pool.submit(() -> {
                    WorkerContext.current().attributes().put("key", "value");
                })
                .get();

        assertThat(pool.submit(() ->
                                (String) WorkerContext.current().attributes().get("key"))
                        .get())
                .isEqualTo("value");
    }
}
