package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.BusyWorker;
import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.PoolLog;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.ReadyWorkers;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.nio.ByteBuffer;
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

    private ProcessPoolExecutor twoIdleWorkers() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(2).listener(ready));
        await().until(() -> ready.count() == 2);
        ready.watch();
        return pool;
    }

    private static long exits(ProcessPoolExecutor pool, ExitReason reason) {
        return pool.snapshot().exitsByReason().getOrDefault(reason, 0L);
    }

    // -- Age --

    @Test
    void oldWorkersAreReplacedAndTheReplacementIsReadyBeforeTheOldOneLeaves() {
        ProcessPoolExecutor pool = pools.open(builder ->
                builder.minWorkers(2).maxWorkerAge(Duration.ofSeconds(2)).listener(ready));
        await().until(() -> ready.count() == 2);
        ready.watch();
        List<Long> old = pids(pool);

        await().until(() -> exits(pool, ExitReason.AGED) >= 2);

        assertThat(pids(pool)).doesNotContainAnyElementsOf(old);
        assertThat(ready.fewest()).isGreaterThanOrEqualTo(2);
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    @Test
    void anIdlePoolWhoseWorkersAreReplacedForTheirAgeShrinksAllTheSame() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder ->
                builder.maxWorkers(1).idleTimeout(Duration.ofSeconds(4)).maxWorkerAge(Duration.ofMillis(1)));
        pool.submit(() -> Tasks.pid()).get();

        await().until(() -> pool.snapshot().workers().isEmpty());

        assertThat(exits(pool, ExitReason.AGED)).isPositive();
    }

    // -- Memory --

    static int leakHeap(int megabytes) {
        for (int i = 0; i < megabytes; i++) {
            LEAKED.add(new byte[(int) MEGABYTE]);
        }
        return LEAKED.size();
    }

    static int leakNativeMemory(int megabytes) {
        for (int i = 0; i < megabytes; i++) {
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

    @Test
    void aWorkerWhoseHeapLeaksIsReplacedAndNothingIsLost() throws Exception {
        ProcessPoolExecutor pool = limitedPool(150);
        List<Long> pids = new ArrayList<>();
        long first = pool.submit(() -> Tasks.pid()).get();
        assertThat(pool.submit(() -> leakHeap(140)).get()).isEqualTo(140);

        await().until(() -> {
            pids.add(pool.submit(() -> Tasks.pid()).get());
            return exits(pool, ExitReason.OVER_MEMORY_LIMIT) == 1;
        });

        assertThat(pids.get(pids.size() - 1)).isNotEqualTo(first);
        assertThat(pool.snapshot().failedTasks()).isZero();
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    @Test
    void aWorkerWhoseNativeMemoryLeaksIsReplaced() throws Exception {
        ProcessPoolExecutor pool = limitedPool(150);
        long first = pool.submit(() -> Tasks.pid()).get();
        pool.submit(() -> leakNativeMemory(140)).get();

        await().until(() -> exits(pool, ExitReason.OVER_MEMORY_LIMIT) == 1);

        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(first);
    }

    @Test
    void garbageThatACollectionFreesReplacesNobody() throws Exception {
        ProcessPoolExecutor pool = limitedPool(150);
        long pid = pool.submit(() -> makeOldGarbage(150)).get();
        assertThat(pool.snapshot().workers().get(0).residentBytes()).isGreaterThan(150 * MEGABYTE);

        // Nobody else collects the garbage of an idle worker: it was weighed.
        await().until(() -> pool.snapshot().workers().get(0).heapBytes() < 50 * MEGABYTE);

        for (int i = 0; i < 5; i++) {
            assertThat(pool.submit(() -> makeOldGarbage(100)).get()).isEqualTo(pid);
        }
        assertThat(exits(pool, ExitReason.OVER_MEMORY_LIMIT)).isZero();
    }

    @Test
    void aMemoryLimitThatEveryWorkerExceedsDoesNotMakeARestartStorm() throws Exception {
        ProcessPoolExecutor pool = limitedPool(8);

        await().until(() -> {
            pool.submit(() -> Tasks.pid()).get();
            return exits(pool, ExitReason.OVER_MEMORY_LIMIT) >= 2;
        });

        assertThat(ready.lives()).isNotEmpty().allMatch(life -> life.toMillis() >= 1000);
        assertThat(pool.submit(Tasks::add, 1, 1).get()).isEqualTo(2);
    }

    // -- On demand --

    @Test
    void recyclingAllReplacesIdleWorkersAtOnceWithoutADipInCapacity() throws Exception {
        ProcessPoolExecutor pool = twoIdleWorkers();
        List<Long> old = pids(pool);

        pool.recycleWorkers().get(30, TimeUnit.SECONDS);

        assertThat(pool.snapshot().workers()).extracting(WorkerSnapshot::pid).doesNotContainAnyElementsOf(old);
        assertThat(pool.snapshot().workers())
                .extracting(WorkerSnapshot::state)
                .containsExactly(WorkerState.IDLE, WorkerState.IDLE);
        assertThat(pool.snapshot().workers()).extracting(WorkerSnapshot::slot).containsExactly(0, 1);
        assertThat(exits(pool, ExitReason.REQUESTED)).isEqualTo(2);
        assertThat(ready.fewest()).isGreaterThanOrEqualTo(2);
        assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
    }

    @Test
    void recyclingAllLetsBusyWorkersFinishTheirTask() throws Exception {
        ProcessPoolExecutor pool = twoIdleWorkers();
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Long> second = pool.submit(() -> Tasks.runUntil(started, released));
        started.awaitLines(2);

        CompletableFuture<Void> recycled = pool.recycleWorkers();
        await().until(() -> pool.snapshot().workers().stream()
                        .filter(worker -> worker.state() == WorkerState.STANDBY)
                        .count()
                == 2);
        assertThat(recycled).isNotDone();
        ProcessFuture<Long> queued = pool.submit(() -> Tasks.pid());
        released.raise();

        List<Long> old = List.of(first.get(), second.get());
        assertThat(queued.get()).isNotIn(old);
        recycled.get(30, TimeUnit.SECONDS);
        assertThat(pids(pool)).hasSize(2).doesNotContainAnyElementsOf(old);
    }

    @Test
    void recyclingAPoolWithoutWorkersIsDoneAtOnce() {
        ProcessPoolExecutor pool = pools.open();

        assertThat(pool.recycleWorkers()).isCompleted();
        assertThat(pool.snapshot().workersStarted()).isZero();
    }

    @Test
    void recyclingTwiceReplacesEverybodyAndEndsTwice() throws Exception {
        ProcessPoolExecutor pool = twoIdleWorkers();
        List<Long> old = pids(pool);

        CompletableFuture<Void> first = pool.recycleWorkers();
        CompletableFuture<Void> second = pool.recycleWorkers();
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);

        assertThat(pids(pool)).hasSize(2).doesNotContainAnyElementsOf(old);
        assertThat(ready.fewest()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aWorkerThatIsKilledWhileItIsToBeReplacedEndsTheWaitAsWell() throws Exception {
        BusyWorker lost = BusyWorker.in(pools);
        ProcessPoolExecutor pool = lost.pool();

        CompletableFuture<Void> recycled = pool.recycleWorkers();
        Signals.send("KILL", pids(pool).get(0));

        recycled.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(lost.task()::get).hasCauseInstanceOf(WorkerCrashedException.class);
        assertThat(pool.submit(() -> Tasks.slot()).get()).isZero();
    }

    @Test
    void aShutdownInTheMiddleEndsTheWaitWithTheReason() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        CompletableFuture<Void> recycled = pool.recycleWorkers();

        pool.shutdownNow();

        assertThatThrownBy(() -> recycled.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(PoolShutdownException.class)
                .hasMessageContaining("1 of the old ones were left");
        assertThat(pool.recycleWorkers())
                .failsWithin(Pools.LIMIT)
                .withThrowableThat()
                .withCauseInstanceOf(PoolShutdownException.class);
    }

    @Test
    void aBrokenPoolSaysWhyItCanReplaceNobody() {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(1).commandPrefix("/there/is/no/wrapper"));
        await().until(() -> pool.snapshot().state() == PoolState.BROKEN);

        assertThat(pool.recycleWorkers())
                .failsWithin(Pools.LIMIT)
                .withThrowableThat()
                .withCauseInstanceOf(PoolBrokenException.class)
                .withMessageContaining("/there/is/no/wrapper");
    }

    @Test
    void whoWaitsForTheReplacementMayUseThePoolInACallback() throws Exception {
        ProcessPoolExecutor pool = twoIdleWorkers();

        CompletableFuture<Integer> sum = pool.recycleWorkers().thenApply(none -> {
            pool.resize(3);
            return pool.submit(Tasks::add, 1, 2).join();
        });

        assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo(3);
    }

    // -- All of it under load --

    @Test
    void resizingRecyclingAndDrainingUnderLoadLosesNothingAndNeverDipsBelowTheMinimum() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.minWorkers(2)
                .maxWorkers(2)
                .workerHeap(32 * MEGABYTE)
                .maxTasksPerWorker(150)
                .listener(ready));
        await().until(() -> ready.count() >= 2);
        ready.watch();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        List<CompletableFuture<Void>> recycled = new ArrayList<>();
        for (int max : new int[] {3, 2}) {
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
        assertThat(fewest).isGreaterThanOrEqualTo(2);
        assertThat(pool.snapshot().exitsByReason()).doesNotContainKeys(ExitReason.CRASHED, ExitReason.START_FAILED);
    }
}
