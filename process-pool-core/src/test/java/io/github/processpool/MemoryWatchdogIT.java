package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.processpool.internal.parent.memory.FakeContainer;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One worker is ended before the container's limit ends everything. */
@Timeout(300)
class MemoryWatchdogIT {

    private static final long MEGABYTE = 1L << 20;
    private static final long LIMIT = 4096 * MEGABYTE;
    private static final long HARMLESS = 1024 * MEGABYTE;
    private static final long ALMOST_ALL = LIMIT - 100 * MEGABYTE;

    private static final List<byte[]> HELD = new ArrayList<>();

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    @TempDir
    Path root;

    private FakeContainer container;

    @BeforeEach
    void fakeContainer() {
        container = new FakeContainer(root, LIMIT, HARMLESS);
    }

    @AfterEach
    void realContainer() {
        container.close();
    }

    static long hold(int megabytes, Journal started, Flag released) throws InterruptedException {
        for (int i = 0; i < megabytes; i++) {
            HELD.add(new byte[(int) MEGABYTE]);
        }
        return Tasks.runUntil(started, released);
    }

    @Test
    void exactlyTheLargestWorkerOfAllPoolsIsKilledAndItsTaskSaysWhy() throws Exception {
        RecordingListener events = new RecordingListener();
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.workerHeap(120 * MEGABYTE).listener(events));
        ProcessPoolExecutor other =
                pools.open(builder -> builder.name("other").maxWorkers(1).listener(events));
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> small = pool.submit(() -> hold(1, started, released));
        ProcessFuture<Long> elsewhere = other.submit(() -> hold(1, started, released));
        ProcessFuture<Long> large =
                pool.with(TaskOptions.builder().name("glutton").build()).submit(() -> hold(70, started, released));
        started.awaitLines(3);

        container.use(ALMOST_ALL);
        Throwable failure = catchThrowable(large::get);
        container.use(HARMLESS);

        assertThat(failure)
                .cause()
                .isInstanceOf(WorkerCrashedException.class)
                .hasMessageContainingAll("glutton", "keep the container from running out", "3996 MB of 4096 MB");
        released.raise();
        assertThat(small.get()).isPositive();
        assertThat(elsewhere.get()).isPositive();
        assertThat(pool.submit(Tasks::add, 1, 1).get()).isEqualTo(2);
        assertThat(pool.snapshot().failedTasks()).isEqualTo(1);
        assertThat(events.exits()).containsExactly(ExitReason.MEMORY_PRESSURE);
        log.awaitLine("glutton"); // Logs are written aside.
        assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")).toList())
                .singleElement()
                .asString()
                .contains("worker ", "pool 'it'", "glutton", "3996 MB", "workerHeap", "maxWorkers");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whereTheKernelHasToChooseItIsNotTheParent() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1));

        int worker = pool.submit(MemoryWatchdogIT::likelihood).get();

        assertThat(worker).isEqualTo(Math.min(1000, likelihood() + 900));
    }

    private static int likelihood() throws IOException {
        return Integer.parseInt(
                Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
    }
}
