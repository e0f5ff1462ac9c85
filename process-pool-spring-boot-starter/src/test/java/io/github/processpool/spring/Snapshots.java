package io.github.processpool.spring;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.Progress;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerExit;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pool that was seen: two workers with tasks, an idle one and one that starts, three tasks waiting. */
public final class Snapshots {

    private static final RunningTask TASK =
            new RunningTask(7, "page 7", Instant.now().minusSeconds(3), Optional.of(new Progress(1, 2, "half")));
    private static final RunningTask OLDER_TASK =
            new RunningTask(6, "page 6", Instant.now().minusSeconds(3600));

    private Snapshots() {}

    public static PoolSnapshot of(String name, PoolState state) {
        return of(
                name,
                state,
                List.of(new WorkerExit(
                        99,
                        2,
                        ExitReason.CRASHED,
                        "exited with code 3",
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(9),
                        4)));
    }

    public static PoolSnapshot of(String name, PoolState state, List<WorkerExit> recentExits) {
        return PoolSnapshot.builder(name, state)
                .minWorkers(1)
                .maxWorkers(5)
                .queueCapacity(10)
                .queuedTasks(3)
                .runningTasks(2)
                .completedTasks(20)
                .failedTasks(4)
                .cancelledTasks(1)
                .workersStarted(7)
                .exitsByReason(Map.of(ExitReason.CRASHED, 2L, ExitReason.OUT_OF_MEMORY, 1L))
                .workers(List.of(
                        worker(0, WorkerState.BUSY, 1000, 100, Optional.of(TASK)),
                        worker(1, WorkerState.BUSY, 2000, 200, Optional.of(OLDER_TASK)),
                        worker(2, WorkerState.IDLE, 3000, 300, Optional.empty()),
                        worker(3, WorkerState.STARTING, -1, -1, Optional.empty())))
                .queuedBytes(500)
                .maxQueuedBytes(4000)
                .nextTaskWait(Duration.ofMillis(2500))
                .retriedTasks(6)
                .rejectedTasks(8)
                .droppedEvents(9)
                .quarantinedKeys(List.of("poison.pdf", "bomb.pdf"))
                .recentExits(recentExits)
                .readingTasks(2)
                .abandonedReadings(List.of("task 7 'page' for 60 s"))
                .workerLimits(64 << 20, 0)
                .build();
    }

    public static ProcessPoolExecutor pool(String name, PoolState state) {
        ProcessPoolExecutor pool = mock(ProcessPoolExecutor.class);
        PoolSnapshot snapshot = of(name, state);
        when(pool.snapshot()).thenReturn(snapshot);
        return pool;
    }

    private static WorkerSnapshot worker(
            int slot, WorkerState state, long resident, long heap, Optional<RunningTask> task) {
        return new WorkerSnapshot(100 + slot, slot, state, task, 1, Instant.EPOCH, resident, heap);
    }
}
