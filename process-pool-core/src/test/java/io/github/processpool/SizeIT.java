package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many workers there are, and when one is replaced. */
@Timeout(300)
class SizeIT {

    @RegisterExtension
    final Pools pools = new Pools();

    // -- Growing and shrinking --

    @Test
    void theMinimumIsStartedAtOnceAndKeptBetweenTasks() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.minWorkers(1).maxWorkers(2).idleTimeout(Duration.ofMillis(200)));
        await().until(() -> pool.snapshot().workersStarted() == 1);
        Journal started = pools.journal();
        Flag released = pools.flag();
        for (int i = 0; i < 2; i++) {
            pool.submit(() -> Tasks.runUntil(started, released));
        }
        started.awaitLines(2);
        released.raise();

        await().until(() -> pool.snapshot().workers().size() == 1);
        long kept = pool.snapshot().workers().get(0).pid();
        assertThat(pool.submit(() -> Tasks.pid()).get()).isEqualTo(kept);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.IDLE, 1L);
    }

    @Test
    void anIdlePoolShrinksToNothingAndGrowsAgain() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.idleTimeout(Duration.ofMillis(200)));
        long first = pool.submit(() -> Tasks.pid()).get();
        Pools.awaitDeath(first);
        await().until(() -> pool.snapshot().workers().isEmpty());

        assertThat(pool.submit(() -> Tasks.pid()).get()).isNotEqualTo(first);
    }

    @Test
    void snapshotsTellWhoIsBusyAndWhoIdles() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Long> second = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Integer> queued = pool.submit(() -> 1);
        started.awaitLines(2);

        PoolSnapshot busy = pool.snapshot();
        assertThat(busy.name()).isEqualTo("it");
        assertThat(busy.state()).isEqualTo(PoolState.RUNNING);
        assertThat(busy.queuedTasks()).isEqualTo(1);
        assertThat(busy.runningTasks()).isEqualTo(2);
        assertThat(busy.maxWorkers()).isEqualTo(2);
        assertThat(busy.workers()).hasSize(2).allSatisfy(worker -> {
            assertThat(worker.state()).isEqualTo(WorkerState.BUSY);
            assertThat(worker.currentTask()).isPresent();
            assertThat(worker.residentBytes()).isPositive();
            assertThat(worker.heapBytes()).isPositive();
            assertThat(worker.tasksCompleted()).isZero();
            assertThat(Pools.isAlive(worker.pid())).isTrue();
        });
        assertThat(busy.workers())
                .anySatisfy(worker ->
                        assertThat(worker.currentTask().orElseThrow().taskId()).isEqualTo(first.taskId()));
        released.raise();
        queued.get();
        first.get();
        second.get();

        PoolSnapshot idle = pool.snapshot();
        assertThat(idle.completedTasks()).isEqualTo(3);
        assertThat(idle.workers()).allSatisfy(worker -> {
            assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
            assertThat(worker.currentTask()).isEmpty();
        });
        assertThat(idle.workers().stream()
                        .mapToLong(WorkerSnapshot::tasksCompleted)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void countersTellSuccessFromFailureAndCancellation() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag started = pools.flag();
        ProcessFuture<String> running = pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        running.cancel(true);
        pool.submit(() -> Tasks.throwError()).handle((value, failure) -> 0).get();
        pool.submit(() -> 1).get();

        PoolSnapshot snapshot = pool.snapshot();
        assertThat(List.of(snapshot.completedTasks(), snapshot.failedTasks(), snapshot.cancelledTasks()))
                .containsExactly(1L, 1L, 1L);
    }

    // -- Resizing --

    @Test
    void aPoolThatIsResizedWithWorkInFlightCompletesEverything() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(3).workerHeap(32L << 20));
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int max : new int[] {4, 2, 1, 3, 3}) {
            for (int i = 0; i < 100; i++) {
                futures.add(pool.submit(Tasks::add, i, max));
            }
            pool.resize(max);
            assertThat(pool.snapshot().maxWorkers()).isEqualTo(max);
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get()).isEqualTo(i % 100 + new int[] {4, 2, 1, 3, 3}[i / 100]);
        }
        await().untilAsserted(() -> assertThat(pool.snapshot().workers())
                .filteredOn(worker -> worker.state() != WorkerState.RETIRING)
                .hasSizeLessThanOrEqualTo(3)
                .allMatch(worker -> worker.slot() < 3));
    }

    @Test
    void surplusWorkersEndAfterTheTaskThatTheyHave() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Journal started = pools.journal();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pool.submit(() -> Tasks.runUntil(started, released));
        ProcessFuture<Long> second = pool.submit(() -> Tasks.runUntil(started, released));
        started.awaitLines(2);

        pool.resize(1);
        ProcessFuture<Long> third = pool.submit(() -> Tasks.pid());
        released.raise();

        Set<Long> pids = new HashSet<>(List.of(first.get(), second.get()));
        assertThat(pids).hasSize(2);
        assertThat(third.get()).isIn(pids);
        await().until(() -> pool.snapshot().workers().size() == 1);
        assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.RESIZED, 1L);
        assertThat(pool.submit(() -> Tasks.slot()).get()).isZero();
    }

    @Test
    void refusesToBeResizedToNothing() {
        ProcessPoolExecutor pool = pools.open();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.resize(0))
                .withMessage("maxWorkers must be at least 1, but was 0");
    }

    // -- Recycling by count --

    @Test
    void oneTaskPerWorkerMeansThatNoStateIsLeft() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxTasksPerWorker(1));
        for (int i = 0; i < 3; i++) {
            assertThat(pool.submit(() -> Tasks.countCalls()).get()).isZero();
        }
    }

    @Test
    void theSameWorkerRunsItsNumberOfTasksAndThenAnotherOneDoes() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxTasksPerWorker(3));
        List<Long> pids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            pids.add(pool.submit(() -> Tasks.pid()).get());
        }

        assertThat(new HashSet<>(pids)).hasSize(3);
        for (int i = 0; i < 9; i += 3) {
            assertThat(pids.subList(i, i + 3)).containsOnly(pids.get(i));
        }
        pids.subList(0, 6).forEach(Pools::awaitDeath);
        await().untilAsserted(() -> assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.RECYCLED, 2L));
    }

    @Test
    void aBacklogLargerThanWorkersTimesTheirTasksCompletes() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxTasksPerWorker(7).workerHeap(32L << 20));
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            futures.add(pool.submit(Tasks::add, i, 1));
        }
        for (int i = 0; i < 30; i++) {
            assertThat(futures.get(i).get()).isEqualTo(i + 1);
        }
        assertThat(pool.snapshot().exitsByReason()).doesNotContainKey(ExitReason.CRASHED);
    }

    @Test
    void slotsStayBelowTheMaximumAndAreNeverShared() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxTasksPerWorker(2).workerHeap(32L << 20));
        String folder = pools.folder().toString();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            futures.add(pool.submit(() -> {
                int slot = Tasks.slot();
                java.nio.file.Path lock = java.nio.file.Path.of(folder, "slot" + slot);
                java.nio.file.Files.createDirectory(lock); // Fails if anybody else is in this slot.
                java.nio.file.Files.delete(lock);
                return slot;
            }));
        }
        for (ProcessFuture<Integer> future : futures) {
            assertThat(future.get()).isBetween(0, 1);
        }
    }
}
