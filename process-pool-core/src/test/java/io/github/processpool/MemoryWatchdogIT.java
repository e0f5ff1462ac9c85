package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.processpool.internal.parent.memory.FakeContainer;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.RecordingListener;
import io.github.processpool.testing.Tasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
                pools.open(builder -> builder.workerHeap(200 * MEGABYTE).listener(events));
        ProcessPoolExecutor other =
                pools.open(builder -> builder.name("other").maxWorkers(1).listener(events));
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> small = pool.submit(() -> hold(1, started, released));
        ProcessFuture<Long> elsewhere = other.submit(() -> hold(1, started, released));
        ProcessFuture<Long> large =
                pool.with(TaskOptions.builder().name("glutton").build()).submit(() -> hold(120, started, released));
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
        assertThat(events.exits()).containsExactly(ExitReason.MEMORY_PRESSURE);
        log.awaitLine("glutton"); // Logs are written aside.
        assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")).toList())
                .singleElement()
                .asString()
                .contains("worker ", "pool 'it'", "glutton", "3996 MB", "workerHeap", "maxWorkers");
    }

    @Test
    void aTaskThatMayBeRepeatedIsRunAgainAfterTheKill() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> task =
                pool.with(TaskOptions.builder().maxAttempts(2).build()).submit(() -> hold(20, started, released));
        started.awaitLines(1);

        container.use(ALMOST_ALL);
        await().until(() -> pool.snapshot().exitsByReason().containsKey(ExitReason.MEMORY_PRESSURE));
        container.use(HARMLESS);
        started.awaitLines(2);
        released.raise();

        assertThat(task.get()).isEqualTo(Long.parseLong(started.lines().get(1)));
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.MEMORY_PRESSURE, 1L);
    }

    @Test
    void heapsThatAreTooLargeForTheContainerAreWarnedOfWhenThePoolIsBuilt() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(5).workerHeap(1024 * MEGABYTE));

        assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")).toList())
                .singleElement()
                .asString()
                .contains("[it]", "5120 MB", "4096 MB", "workerHeap", "maxWorkers");
        assertThat(pool.submit(Tasks::add, 1, 1).get()).isEqualTo(2);
    }

    @Test
    void anIdleWorkerIsKilledWithoutAnyTaskBeingLost() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        long pid = pool.submit(() -> Tasks.pid()).get();

        container.use(ALMOST_ALL);
        Pools.awaitDeath(pid);
        container.use(HARMLESS);

        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(pid);
        assertThat(pool.snapshot().failedTasks()).isZero();
        assertThatThrownBy(() -> pool.submit(() -> Tasks.throwError()).get())
                .hasRootCauseInstanceOf(AssertionError.class);
    }
}
