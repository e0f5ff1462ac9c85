package io.github.processpool.micrometer;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.RunningTask;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A pool that can only be looked at: two workers with tasks, an idle one and one that starts, three tasks waiting. */
final class SeenPool {

    static final WorkerSnapshot WORKER = worker(2, WorkerState.IDLE, 3000, 300, Optional.empty());

    private SeenPool() {}

    static PoolSnapshot snapshot() {
        return PoolSnapshot.builder("pdf", PoolState.RUNNING)
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
                        worker(0, WorkerState.BUSY, 1000, 100, task(3)),
                        worker(1, WorkerState.BUSY, 2000, 200, task(3600)),
                        WORKER,
                        worker(3, WorkerState.STARTING, -1, -1, Optional.empty())))
                .queuedBytes(500)
                .maxQueuedBytes(4000)
                .nextTaskWait(Duration.ofMillis(2500))
                .rejectedTasks(8)
                .droppedEvents(9)
                .quarantinedKeys(List.of("poison.pdf", "bomb.pdf"))
                .readingTasks(2)
                .abandonedReadings(List.of("task 7 'page' for 60 s"))
                .build();
    }

    /** A pool that has nothing but snapshots. */
    static ProcessPoolExecutor of(Supplier<PoolSnapshot> snapshots) {
        return (ProcessPoolExecutor) Proxy.newProxyInstance(
                SeenPool.class.getClassLoader(),
                new Class<?>[] {ProcessPoolExecutor.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "snapshot" -> snapshots.get();
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static Optional<RunningTask> task(int seconds) {
        return Optional.of(new RunningTask(7, "page 7", Instant.now().minusSeconds(seconds)));
    }

    private static WorkerSnapshot worker(
            int slot, WorkerState state, long resident, long heap, Optional<RunningTask> task) {
        return new WorkerSnapshot(100 + slot, slot, state, task, 1, Instant.EPOCH, resident, heap);
    }
}
