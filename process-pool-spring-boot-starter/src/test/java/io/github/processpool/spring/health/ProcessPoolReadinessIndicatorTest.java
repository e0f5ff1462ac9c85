package io.github.processpool.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.cluster.ClusterView.State;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class ProcessPoolReadinessIndicatorTest {

    private final ProcessPoolExecutor pdf = mock(ProcessPoolExecutor.class);
    private final ProcessPoolExecutor mail = mock(ProcessPoolExecutor.class);
    private final ProcessPools pools = mock(ProcessPools.class);
    private final ProcessPoolReadinessIndicator indicator = new ProcessPoolReadinessIndicator(pools, null);

    ProcessPoolReadinessIndicatorTest() {
        when(pools.asMap()).thenReturn(Map.of("pdf", pdf));
    }

    private static void show(ProcessPoolExecutor pool, PoolState state, int min, int max, WorkerState... workers) {
        show(pool, state, min, max, 0, workers);
    }

    private static void show(
            ProcessPoolExecutor pool, PoolState state, int min, int max, long started, WorkerState... workers) {
        PoolSnapshot snapshot = PoolSnapshot.builder("any", state)
                .minWorkers(min)
                .maxWorkers(max)
                .queueCapacity(10)
                .workersStarted(started)
                .workers(Stream.of(workers)
                        .map(worker -> new WorkerSnapshot(1, 0, worker, Optional.empty(), 0, Instant.EPOCH, -1, -1))
                        .toList())
                .build();
        when(pool.snapshot()).thenReturn(snapshot);
    }

    private Status status() {
        Health health = indicator.health();
        return health.getStatus();
    }

    @Test
    void waitsUntilTheMinimumOfWorkersIsReadyWarmingUpIncluded() {
        show(pdf, PoolState.RUNNING, 2, 4, WorkerState.IDLE, WorkerState.STARTING);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(indicator.health().getDetails())
                .containsEntry("pdf", Map.of("state", PoolState.RUNNING, "ready", 1L, "min", 2));

        show(pdf, PoolState.RUNNING, 2, 4, WorkerState.IDLE, WorkerState.BUSY);
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void staysReadyWhenAWorkerIsReplaced() {
        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.IDLE);
        assertThat(status()).isEqualTo(Status.UP);

        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.STARTING);
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void aSpareWorkerDoesNotCount() {
        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.STANDBY);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void aPoolWithoutMinimumIsReadyAsSoonAsItIsStarted() {
        show(pdf, PoolState.RUNNING, 0, 0);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(indicator.health().getDetails().get("pdf")).asString().contains("NOT_STARTED");

        show(pdf, PoolState.RUNNING, 0, 4);
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void isOutOfServiceWhileBrokenAndNotDown() {
        show(pdf, PoolState.RUNNING, 0, 4);
        assertThat(status()).isEqualTo(Status.UP);
        show(pdf, PoolState.BROKEN, 0, 4);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.IDLE);
        assertThat(status()).isEqualTo(Status.UP);
    }

    @Test
    void aPoolThatIsStartedAgainWaitsForItsWorkersAgain() {
        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.IDLE);
        assertThat(status()).isEqualTo(Status.UP);
        show(pdf, PoolState.TERMINATED, 1, 4);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.STARTING);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void aPoolThatIsStartedAgainIsRecognizedAlsoIfNobodyAskedInBetween() {
        show(pdf, PoolState.RUNNING, 1, 4, 2, WorkerState.IDLE);
        assertThat(status()).isEqualTo(Status.UP);
        show(pdf, PoolState.RUNNING, 1, 4, 1, WorkerState.STARTING);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
    }

    @Test
    void allPoolsHaveToBeReady() {
        when(pools.asMap()).thenReturn(Map.of("pdf", pdf, "mail", mail));
        show(pdf, PoolState.RUNNING, 1, 4, WorkerState.IDLE);
        show(mail, PoolState.RUNNING, 1, 4, WorkerState.STARTING);
        assertThat(status()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(indicator.health().getDetails()).containsKeys("pdf", "mail");
    }

    @Test
    void waitsOnceForTheMembersThatAClusterShouldHave() {
        show(pdf, PoolState.RUNNING, 0, 4);
        ClusterView cluster = mock(ClusterView.class);
        when(cluster.state()).thenReturn(new State("shop", null, 0, 2)).thenReturn(new State("shop", "a", 1, 2));
        ProcessPoolReadinessIndicator waiting = new ProcessPoolReadinessIndicator(pools, cluster);
        assertThat(waiting.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(waiting.health().getDetails()).containsEntry("members", 1).containsEntry("requiredMembers", 2);

        when(cluster.state()).thenReturn(new State("shop", "a", 2, 2));
        assertThat(waiting.health().getStatus()).isEqualTo(Status.UP);

        when(cluster.state()).thenReturn(new State("shop", "a", 1, 2));
        assertThat(waiting.health().getStatus()).isEqualTo(Status.UP);
    }
}
