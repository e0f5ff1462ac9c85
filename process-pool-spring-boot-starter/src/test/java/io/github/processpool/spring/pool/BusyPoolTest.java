package io.github.processpool.spring.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When no worker is trained. */
class BusyPoolTest {

    @Test
    void aPoolWithATaskThatWaitsIsBusy() {
        assertThat(PoolBlueprint.isBusy(pool(1, WorkerState.BUSY))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"WAITING", "STARTING"})
    void aPoolWithAWorkerThatStartsIsBusy(WorkerState state) {
        assertThat(PoolBlueprint.isBusy(pool(0, state))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"IDLE", "BUSY", "STANDBY", "RETIRING"})
    void aPoolWhoseWorkersHaveAllTasksIsNotBusy(WorkerState state) {
        assertThat(PoolBlueprint.isBusy(pool(0, state))).isFalse();
    }

    private static PoolSnapshot pool(int queued, WorkerState state) {
        WorkerSnapshot worker = new WorkerSnapshot(7, 0, state, Optional.empty(), 0, Instant.EPOCH, 0, 0);
        return PoolSnapshot.builder("pool", PoolState.RUNNING)
                .queuedTasks(queued)
                .workers(List.of(worker))
                .build();
    }
}
