package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.BusyWorker;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ReadyWorkers;
import io.github.processpool.testing.Tasks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers are replaced for their age, their memory, and on demand; it costs no capacity and no task. */
@Timeout(300)
class RecyclingIT {

    private static final long MEGABYTE = 1L << 20;
    private static final List<Object> LEAKED = new ArrayList<>();

    @RegisterExtension
    final Pools pools = new Pools();

    @RegisterExtension
    final PoolLog log = new PoolLog();

    private final ReadyWorkers ready = new ReadyWorkers();

    private static List<Long> pids(ProcessPoolExecutor pool) {
        return pool.snapshot().workers().stream()
                .filter(worker -> worker.state() != WorkerState.RETIRING)
                .map(WorkerSnapshot::pid)
                .toList();
    }

    private ProcessPoolExecutor oneIdleWorker() {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.minWorkers(1).maxWorkers(1).listener(ready));
        await().until(() -> ready.count() == 1);
        ready.watch();
        return pool;
    }

    private static long exits(ProcessPoolExecutor pool, ExitReason reason) {
        return pool.snapshot().exitsByReason().getOrDefault(reason, 0L);
    }

    // -- Age --

    @Test
    void oldWorkersAreReplacedAndTheReplacementIsReadyBeforeTheOldOneLeaves() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(1)
                .maxWorkers(1)
                .maxWorkerAge(Duration.ofSeconds(2))
                .listener(ready));
        await().until(() -> ready.count() == 1);
        ready.watch();
        List<Long> old = pids(pool);

        await().until(() -> exits(pool, ExitReason.AGED) >= 1);

        assertThat(pids(pool)).doesNotContainAnyElementsOf(old);
        assertThat(ready.fewest()).isGreaterThanOrEqualTo(1);
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    // -- Memory --

    /** As much on the heap as beside it. */
    static int leak(int megabytes) {
        for (int i = 0; i < megabytes / 2; i++) {
            LEAKED.add(new byte[(int) MEGABYTE]);
            ByteBuffer buffer = ByteBuffer.allocateDirect((int) MEGABYTE);
            for (int offset = 0; offset < buffer.capacity(); offset += 1024) {
                buffer.put(offset, (byte) 1);
            }
            LEAKED.add(buffer);
        }
        return LEAKED.size();
    }

    /** Garbage that has grown old, so that only a collection of the whole heap frees it. */
    static long makeOldGarbage(int megabytes) {
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < megabytes; i++) {
            kept.add(new byte[(int) MEGABYTE]);
        }
        return kept.isEmpty() ? -1 : Tasks.pid();
    }

    private ProcessPoolExecutor limitedPool(long megabytes) {
        return pools.open(builder -> builder.maxWorkers(1)
                .workerHeap(256 * MEGABYTE)
                .maxWorkerMemory(megabytes * MEGABYTE)
                .listener(ready));
    }

    /** Neither the half on the heap nor the other one would be too much. */
    @Test
    void aWorkerWhoseHeapAndNativeMemoryLeakIsReplacedAndNothingIsLost() throws Exception {
        ProcessPoolExecutor pool = limitedPool(150);
        List<Long> pids = new ArrayList<>();
        long first = pool.submit(() -> Tasks.pid()).get();
        assertThat(pool.submit(() -> leak(140)).get()).isEqualTo(140);

        await().pollInterval(Duration.ofMillis(100)).until(() -> {
            pids.add(pool.submit(() -> Tasks.pid()).get());
            return exits(pool, ExitReason.OVER_MEMORY_LIMIT) == 1;
        });

        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(first);
        assertThat(pids).startsWith(first);
        assertThat(pool.snapshot().failedTasks()).isZero();
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    @Test
    void garbageThatACollectionFreesReplacesNobody() throws Exception {
        ProcessPoolExecutor pool = limitedPool(150);
        long pid = pool.submit(() -> makeOldGarbage(150)).get();
        assertThat(pool.snapshot().workers().get(0).residentBytes()).isGreaterThan(150 * MEGABYTE);

        // Nobody else collects the garbage of an idle worker: it was weighed.
        await().until(() -> pool.snapshot().workers().get(0).heapBytes() < 50 * MEGABYTE);

        assertThat(pool.submit(() -> makeOldGarbage(100)).get()).isEqualTo(pid);
        assertThat(exits(pool, ExitReason.OVER_MEMORY_LIMIT)).isZero();
    }

    // -- On demand --

    @Test
    void recyclingReplacesIdleWorkersAtOnceWithoutADipInCapacityHoweverOftenItIsAskedFor() throws Exception {
        ProcessPoolExecutor pool = oneIdleWorker();
        List<Long> old = pids(pool);

        CompletableFuture<Void> first = pool.recycleWorkers();
        CompletableFuture<Integer> sum = pool.recycleWorkers().thenApply(none -> {
            pool.resize(2); // Whoever waits may use the pool in a callback.
            return pool.submit(Tasks::add, 1, 2).join();
        });
        first.get(30, TimeUnit.SECONDS);

        assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(pids(pool)).hasSize(1).doesNotContainAnyElementsOf(old);
        assertThat(pool.snapshot().workers()).extracting(WorkerSnapshot::slot).contains(0);
        assertThat(exits(pool, ExitReason.REQUESTED)).isBetween(1L, 2L);
        assertThat(ready.fewest()).isGreaterThanOrEqualTo(1);
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    @Test
    void recyclingLetsABusyWorkerFinishItsTask() throws Exception {
        BusyWorker old = BusyWorker.in(pools);
        ProcessPoolExecutor pool = old.pool();

        CompletableFuture<Void> recycled = pool.recycleWorkers();
        await().until(() ->
                pool.snapshot().workers().stream().anyMatch(worker -> worker.state() == WorkerState.STANDBY));
        assertThat(recycled).isNotDone();
        ProcessFuture<Long> queued = pool.submit(() -> Tasks.pid());
        old.released().raise();

        assertThat(old.task().get()).isEqualTo(old.pid());
        assertThat(queued.get()).isNotEqualTo(old.pid());
        recycled.get(30, TimeUnit.SECONDS);
        assertThat(pids(pool)).hasSize(1).doesNotContain(old.pid());
    }

    @Test
    void recyclingAPoolWithoutWorkersIsDoneAtOnce() {
        ProcessPoolExecutor pool = pools.open();

        assertThat(pool.recycleWorkers()).isCompleted();
        assertThat(pool.snapshot().workersStarted()).isZero();
    }

    @Test
    void aBrokenPoolSaysWhyItCanReplaceNobody() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(1)
                .commandCustomizer(command -> command.javaExecutable(Path.of("/there/is/no/java"))));
        await().until(() -> pool.snapshot().state() == PoolState.BROKEN);

        assertThat(pool.recycleWorkers())
                .failsWithin(Pools.LIMIT)
                .withThrowableThat()
                .withCauseInstanceOf(PoolBrokenException.class)
                .withMessageContaining("/there/is/no/java");
    }

    // -- All of it under load --

    @Test
    void resizingRecyclingAndDrainingUnderLoadLosesNothingAndNeverDipsBelowTheMinimum() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(1)
                .maxWorkers(1)
                .workerHeap(32 * MEGABYTE)
                .maxTasksPerWorker(150)
                .listener(ready));
        await().until(() -> ready.count() >= 1);
        ready.watch();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        List<CompletableFuture<Void>> recycled = new ArrayList<>();
        for (int max : new int[] {2, 1}) {
            for (int i = 0; i < 150; i++) {
                futures.add(pool.submit(Tasks::add, i, max));
            }
            pool.resize(max);
            recycled.add(pool.recycleWorkers());
            futures.get(futures.size() - 20).get();
        }
        for (CompletableFuture<Void> done : recycled) {
            done.get(60, TimeUnit.SECONDS);
        }
        int fewest = ready.fewest();
        for (int i = 0; i < 150; i++) {
            futures.add(pool.submit(Tasks::add, i, 0));
        }

        assertThat(pool.shutdown(Duration.ofSeconds(30))).isEmpty();

        assertThat(futures).allMatch(future -> future.taskState() == TaskState.SUCCEEDED);
        assertThat(fewest).isGreaterThanOrEqualTo(1);
        assertThat(pool.snapshot().exitsByReason()).doesNotContainKeys(ExitReason.CRASHED, ExitReason.START_FAILED);
    }
}
