package io.github.processpool;

import static io.github.processpool.testing.Failures.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.processpool.testing.Flag;
import io.github.processpool.testing.Journal;
import io.github.processpool.testing.Pools;
import io.github.processpool.testing.Signals;
import io.github.processpool.testing.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
        await().untilAsserted(() -> assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.IDLE, 1L));
    }

    @Test
    void snapshotsTellWhoIsBusyAndWhoIdlesAndHowTasksEnded() throws Exception {
        ProcessPoolExecutor pool = pools.oneWorker();
        Flag released = pools.flag();
        ProcessFuture<Long> first = pools.occupy(pool, released);
        ProcessFuture<Integer> queued = pool.submit(() -> 1);

        PoolSnapshot busy = pool.snapshot();
        assertThat(busy.name()).isEqualTo("it");
        assertThat(busy.state()).isEqualTo(PoolState.RUNNING);
        assertThat(busy.queuedTasks()).isEqualTo(1);
        assertThat(busy.runningTasks()).isEqualTo(1);
        assertThat(busy.maxWorkers()).isEqualTo(1);
        assertThat(busy.workers()).singleElement().satisfies(worker -> {
            assertThat(worker.state()).isEqualTo(WorkerState.BUSY);
            assertThat(worker.currentTask().orElseThrow().taskId()).isEqualTo(first.taskId());
            assertThat(worker.residentBytes()).isPositive();
            assertThat(worker.heapBytes()).isPositive();
            assertThat(worker.tasksCompleted()).isZero();
            assertThat(Pools.isAlive(worker.pid())).isTrue();
        });
        released.raise();
        queued.get();

        assertThat(pool.snapshot().workers()).singleElement().satisfies(worker -> {
            assertThat(worker.state()).isEqualTo(WorkerState.IDLE);
            assertThat(worker.currentTask()).isEmpty();
            assertThat(worker.tasksCompleted()).isEqualTo(2);
        });
        Flag started = pools.flag();
        ProcessFuture<String> cancelled = pool.submit(() -> Tasks.sleepForever(started));
        started.await();
        cancelled.cancel(true);
        pool.submit(() -> Tasks.throwError()).handle((value, failure) -> 0).get();

        PoolSnapshot idle = pool.snapshot();
        assertThat(List.of(idle.completedTasks(), idle.failedTasks(), idle.cancelledTasks()))
                .containsExactly(2L, 1L, 1L);
    }

    // -- Resizing --

    /** The worker in the slot that stays is replaced, the one beyond the new maximum ends after its task. */
    @Test
    void completesWhenAWorkerIsKilledJustAfterAResize() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        Journal started = pools.journal();
        Flag released = pools.flag();
        List<ProcessFuture<Long>> running = List.of(
                pool.submit(() -> Tasks.runUntil(started, released)),
                pool.submit(() -> Tasks.runUntil(started, released)));
        List<ProcessFuture<Integer>> queued = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            queued.add(pool.submit(() -> Tasks.add(1, 2)));
        }
        started.awaitLines(2);
        long first = pool.snapshot().workers().stream()
                .filter(worker -> worker.slot() == 0)
                .mapToLong(WorkerSnapshot::pid)
                .sum();

        pool.resize(1);
        Signals.send("KILL", first);

        for (ProcessFuture<Integer> task : queued) {
            assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(3);
        }
        released.raise();
        for (ProcessFuture<Long> task : running) {
            if (task.workerPid().orElseThrow() == first) {
                assertThat(failureOf(task)).isInstanceOf(WorkerCrashedException.class);
            } else {
                assertThat(task.get(30, TimeUnit.SECONDS)).isPositive();
            }
        }
        await().until(() -> pool.snapshot().workers().size() == 1);
        await().untilAsserted(() -> assertThat(pool.snapshot().exitsByReason())
                .containsOnlyKeys(ExitReason.CRASHED, ExitReason.RESIZED)
                .containsEntry(ExitReason.RESIZED, 1L));
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
    void theSameWorkerRunsItsNumberOfTasksAndThenAnotherOneDoesToWhichNoStateIsLeft() throws Exception {
        ProcessPoolExecutor pool = pools.open(builder -> builder.maxWorkers(1).maxTasksPerWorker(2));
        List<Long> pids = new ArrayList<>();
        List<Integer> calls = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            pids.add(pool.submit(() -> Tasks.pid()).get());
            calls.add(pool.submit(() -> Tasks.countCalls()).get());
        }

        assertThat(pids).doesNotHaveDuplicates();
        assertThat(calls).containsOnly(0);
        pids.forEach(Pools::awaitDeath); // Both have run their number of tasks.
        await().untilAsserted(() -> assertThat(pool.snapshot().exitsByReason()).containsEntry(ExitReason.RECYCLED, 2L));
    }

    @Test
    void aBacklogOfTasksWithAWorkerEachCompletesAndNoSlotIsEverShared() throws Exception {
        ProcessPoolExecutor pool =
                pools.open(builder -> builder.maxTasksPerWorker(1).workerHeap(32L << 20));
        String folder = pools.folder().toString();
        List<ProcessFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            futures.add(pool.submit(() -> {
                int slot = Tasks.slot();
                java.nio.file.Path lock = java.nio.file.Path.of(folder, "slot" + slot);
                java.nio.file.Files.createDirectory(lock); // Fails if anybody else is in this slot.
                java.nio.file.Files.delete(lock);
                return Tasks.countCalls() == 0 ? slot : -1;
            }));
        }
        for (ProcessFuture<Integer> future : futures) {
            assertThat(future.get()).isBetween(0, 1);
        }
        assertThat(pool.snapshot().exitsByReason()).doesNotContainKey(ExitReason.CRASHED);
    }
}
