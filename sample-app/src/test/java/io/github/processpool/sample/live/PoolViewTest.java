package io.github.processpool.sample.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.cluster.ClusterSnapshot;
import io.github.processpool.cluster.ClusterSnapshot.Pool;
import io.github.processpool.cluster.ClusterSnapshot.Share;
import io.github.processpool.cluster.ClusterSnapshot.State;
import io.github.processpool.cluster.MemberAddress;
import io.github.processpool.cluster.Role;
import io.github.processpool.sample.live.Members.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    void saysThatATaskIsOfAnotherInstance() {
        RunningTask task = new RunningTask(10, "documentRenderer.render", STARTED);

        PoolView view = view(shared(State.JOINED, 1), Map.of(), worker(WorkerState.BUSY, Optional.of(task), -1, -1));

        assertThat(view.workers()).extracting(PoolView.Worker::task).containsExactly("A document of another instance");
    }

    @Test
    void showsTheInstancesThatShareThePoolThisOneFirst() {
        PoolView view = view(shared(State.JOINED, 1), Map.of());

        assertThat(view.members())
                .isEqualTo(new Members(
                        "sample",
                        List.of(
                                new Member("a:7800", true, "joined", "joined", 2, 0, 0),
                                new Member("b:7800", false, "open", "shares work", 3, 1, 2),
                                new Member("c:7800", false, "shut_out", "shares nothing", 0, 0, 0))));
        assertThat(view(shared(State.JOINED, 2), Map.of()))
                .as("times are left out")
                .isEqualTo(view);
        assertThat(view(Map.of()).members()).isNull();
    }

    private static ClusterSnapshot shared(State state, long seconds) {
        return new ClusterSnapshot(
                "sample",
                Optional.of(new MemberAddress("a", "a:7800")),
                state,
                List.of(
                        other("b:7800", "OPEN", seconds, new Share("documents", 3, 4, 1, 5, 2, List.of())),
                        other("c:7800", "SHUT_OUT", seconds)),
                List.of(new Pool("documents", Duration.ZERO, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0)),
                List.of(),
                0,
                0,
                0);
    }

    private static ClusterSnapshot.Member other(String name, String state, long seconds, Share... pools) {
        return new ClusterSnapshot.Member(
                new MemberAddress(name, name),
                state,
                "x",
                true,
                Optional.of(Role.BOTH),
                17,
                Duration.ofSeconds(seconds),
                Optional.empty(),
                List.of(pools));
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
        return view(null, exits, workers);
    }

    private static PoolView view(
            @Nullable ClusterSnapshot shared, Map<ExitReason, Long> exits, WorkerSnapshot... workers) {
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
                TIMES,
                shared);
    }

    private static WorkerSnapshot worker(WorkerState state, Optional<RunningTask> task, long resident, long heap) {
        return new WorkerSnapshot(4711, 1, state, task, 8, STARTED, resident, heap);
    }
}
