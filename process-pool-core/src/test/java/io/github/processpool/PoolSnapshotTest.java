package io.github.processpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolSnapshotTest {

    private static final WorkerSnapshot WORKER =
            new WorkerSnapshot(4711, 0, WorkerState.IDLE, Optional.empty(), 8, Instant.EPOCH, 1000, 100);
    private static final WorkerExit EXIT =
            new WorkerExit(99, 2, ExitReason.CRASHED, "exited with code 3", Instant.EPOCH, Instant.EPOCH, 4);

    private static PoolSnapshotBuilder full() {
        return PoolSnapshot.builder("pdf", PoolState.SHUTTING_DOWN)
                .minWorkers(1)
                .maxWorkers(2)
                .queueCapacity(3)
                .queuedTasks(4)
                .runningTasks(5)
                .completedTasks(6)
                .failedTasks(7)
                .cancelledTasks(8)
                .workersStarted(9)
                .exitsByReason(Map.of(ExitReason.CRASHED, 10L))
                .workers(List.of(WORKER))
                .queuedBytes(11)
                .maxQueuedBytes(12)
                .nextTaskWait(Duration.ofSeconds(13))
                .retriedTasks(14)
                .rejectedTasks(15)
                .droppedEvents(16)
                .quarantinedKeys(List.of("poison.pdf"))
                .recentExits(List.of(EXIT))
                .readingTasks(17)
                .abandonedReadings(List.of("task 18"))
                .workerLimits(19, 20);
    }

    @Test
    void tellsEveryFigureUnderItsOwnName() {
        assertThat(full().build())
                .hasToString("PoolSnapshot{name=pdf, state=SHUTTING_DOWN, minWorkers=1, maxWorkers=2, queueCapacity=3,"
                        + " queuedTasks=4, runningTasks=5, completedTasks=6, failedTasks=7, cancelledTasks=8,"
                        + " workersStarted=9, exitsByReason={CRASHED=10}, workers=[" + WORKER + "], queuedBytes=11,"
                        + " maxQueuedBytes=12, nextTaskWait=PT13S, retriedTasks=14, rejectedTasks=15, droppedEvents=16,"
                        + " quarantinedKeys=[poison.pdf], recentExits=[" + EXIT + "], readingTasks=17,"
                        + " abandonedReadings=[task 18], workerHeap=19, maxWorkerMemory=20}");
    }

    @Test
    void accessorsTellTheFiguresThatTheTextShows() throws ReflectiveOperationException {
        PoolSnapshot snapshot = full().build();
        List<String> told = new ArrayList<>();
        for (var accessor : PoolSnapshot.class.getDeclaredMethods()) {
            if (accessor.getParameterCount() == 0
                    && Modifier.isPublic(accessor.getModifiers())
                    && !Set.of("hashCode", "toString").contains(accessor.getName())) {
                told.add(accessor.getName() + "=" + accessor.invoke(snapshot));
            }
        }

        assertThat(told)
                .hasSize(25)
                .allSatisfy(figure -> assertThat(snapshot.toString()).contains(figure));
    }

    @Test
    void nothingHasHappenedInAPoolThatWasNotStarted() {
        PoolSnapshot snapshot = PoolSnapshot.notStarted("pdf", PoolState.RUNNING);

        assertThat(snapshot.name()).isEqualTo("pdf");
        assertThat(snapshot.state()).isEqualTo(PoolState.RUNNING);
        assertThat(List.of(snapshot.maxWorkers(), snapshot.queueCapacity(), snapshot.queuedTasks()))
                .containsOnly(0);
        assertThat(snapshot.workers()).isEmpty();
        assertThat(snapshot.exitsByReason()).isEmpty();
        assertThat(snapshot.nextTaskWait()).isZero();
    }

    @Test
    void equalsASnapshotWithTheSameFigures() {
        assertThat(full().build()).isEqualTo(full().build()).hasSameHashCodeAs(full().build());
        assertThat(full().rejectedTasks(16).build()).isNotEqualTo(full().build());
        assertThat(new HashSet<>(List.of(full().build()))).contains(full().build());
    }

    @Test
    void neverChangesWithTheCollectionsItWasMadeOf() {
        List<WorkerSnapshot> workers = new ArrayList<>(List.of(WORKER));
        Map<ExitReason, Long> exits = new EnumMap<>(Map.of(ExitReason.CRASHED, 1L));
        PoolSnapshot snapshot = PoolSnapshot.builder("pdf", PoolState.RUNNING)
                .workers(workers)
                .exitsByReason(exits)
                .build();

        workers.clear();
        exits.clear();

        assertThat(snapshot.workers()).containsExactly(WORKER);
        assertThat(snapshot.exitsByReason()).containsEntry(ExitReason.CRASHED, 1L);
        assertThatThrownBy(() -> snapshot.workers().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // A caller without null checks.
    void refusesNullByName() {
        PoolSnapshotBuilder builder = PoolSnapshot.builder("pdf", PoolState.RUNNING);

        assertThatNullPointerException()
                .isThrownBy(() -> builder.nextTaskWait(null))
                .withMessage("nextTaskWait");
    }
}
