package io.github.processpool.sample.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolViewTest {

    private static final PoolTimes TIMES = new PoolTimes(1, 2, 3, 4);
    private static final Instant STARTED = Instant.parse("2026-01-15T10:00:00Z");

    @Test
    void showsWhatAWorkerDoes() {
        RunningTask task = new RunningTask(9, "documentRenderer.render", STARTED.plusSeconds(3));
        PoolView view = view(Map.of(), worker(WorkerState.BUSY, Optional.of(task), 200 << 20, 100 << 20));

        assertThat(view.workers())
                .containsExactly(new PoolView.Worker(
                        4711,
                        1,
                        "busy",
                        "report.pdf",
                        STARTED.plusSeconds(3).toEpochMilli(),
                        8,
                        STARTED.toEpochMilli(),
                        200,
                        100));
    }

    @Test
    void isTheSameWhileMemoryChangesByLittle() {
        WorkerSnapshot before = worker(WorkerState.IDLE, Optional.empty(), 200 << 20, -1);
        WorkerSnapshot after = worker(WorkerState.IDLE, Optional.empty(), (200 << 20) + 4096, -1);

        assertThat(view(Map.of(), after)).isEqualTo(view(Map.of(), before));
        assertThat(view(Map.of(), after).workers().get(0).heapMegabytes()).isEqualTo(-1);
    }

    @Test
    void namesATaskThatIsNoDocumentAsThePoolDoes() {
        RunningTask task = new RunningTask(10, "something else", STARTED);

        assertThat(view(Map.of(), worker(WorkerState.BUSY, Optional.of(task), -1, -1))
                        .workers())
                .extracting(PoolView.Worker::task)
                .containsExactly("something else");
    }

    @Test
    void addsUpTheMemoryOfWorkersAsFarAsItIsKnown() {
        PoolView view = view(
                Map.of(),
                worker(WorkerState.BUSY, Optional.empty(), 200 << 20, -1),
                worker(WorkerState.STARTING, Optional.empty(), -1, -1),
                worker(WorkerState.IDLE, Optional.empty(), 100 << 20, -1));

        assertThat(view.residentMegabytes()).isEqualTo(300);
        assertThat(view.times()).isEqualTo(TIMES);
    }

    @Test
    void countsAsRestartsWhatIsNotOrderly() {
        PoolView view = view(Map.of(ExitReason.IDLE, 5L, ExitReason.CRASHED, 2L, ExitReason.OUT_OF_MEMORY, 1L));

        assertThat(view.restarts()).isEqualTo(3);
        assertThat(view.exits())
                .containsExactly(
                        new PoolView.Exit("idle", "had nothing to do", 5, true),
                        new PoolView.Exit("crashed", "its process died", 2, false),
                        new PoolView.Exit("out of memory", "retired: its heap was exhausted", 1, false));
    }

    @Test
    void leavesOutWorkersThatAreGone() {
        assertThat(view(Map.of(), worker(WorkerState.ENDED, Optional.empty(), -1, -1))
                        .workers())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void hasWordsForEveryReason(ExitReason reason) {
        assertThat(PoolView.words(reason)).isNotBlank();
    }

    private static PoolView view(Map<ExitReason, Long> exits, WorkerSnapshot... workers) {
        return PoolView.of(
                PoolSnapshot.builder("documents", PoolState.RUNNING)
                        .maxWorkers(2)
                        .queueCapacity(10)
                        .queuedTasks(3)
                        .runningTasks(1)
                        .completedTasks(5)
                        .failedTasks(2)
                        .workersStarted(4)
                        .exitsByReason(exits)
                        .workers(List.of(workers))
                        .build(),
                Map.of(9L, "report.pdf"),
                TIMES);
    }

    private static WorkerSnapshot worker(WorkerState state, Optional<RunningTask> task, long resident, long heap) {
        return new WorkerSnapshot(4711, 1, state, task, 8, STARTED, resident, heap);
    }
}
