package io.github.processpool.spring.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.processpool.ExitReason;
import io.github.processpool.PoolBrokenException;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.PoolState;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.WorkerExit;
import io.github.processpool.spring.Snapshots;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class ProcessPoolHealthIndicatorTest {

    private final BrokenPoolReasons reasons = new BrokenPoolReasons();

    @Test
    void poolThatWorksIsUpWithItsFigures() {
        Health health = healthOf(PoolState.RUNNING);
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry("pool", "pdf")
                .containsEntry("state", PoolState.RUNNING)
                .containsEntry("workers", Map.of("live", 3L, "busy", 2L, "starting", 1L, "max", 5))
                .containsEntry("queue", Map.of("tasks", 3, "capacity", 10, "nextWaitsMillis", 2500L))
                .doesNotContainKey("reason");
    }

    @Test
    void poolWhoseWorkersDieSaysOfWhatTheLastOneDid() {
        assertThat(healthOf(PoolState.RUNNING).getDetails())
                .containsEntry(
                        "lastFailedWorker",
                        Map.of(
                                "pid",
                                99L,
                                "reason",
                                ExitReason.CRASHED,
                                "description",
                                "exited with code 3",
                                "endedAt",
                                Instant.EPOCH.plusSeconds(9)));
    }

    @Test
    void workerThatWasReplacedInAnOrderlyWayIsNoFailure() {
        WorkerExit recycled = new WorkerExit(
                98, 1, ExitReason.RECYCLED, "was recycled", Instant.EPOCH, Instant.EPOCH.plusSeconds(9), 4);
        ProcessPoolExecutor pool = mock(ProcessPoolExecutor.class);
        PoolSnapshot snapshot = Snapshots.of("pdf", PoolState.RUNNING, List.of(recycled));
        when(pool.snapshot()).thenReturn(snapshot);

        assertThat(new ProcessPoolHealthIndicator(pool, reasons).health().getDetails())
                .doesNotContainKey("lastFailedWorker");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BROKEN")
    void onlyBrokenPoolIsDown(PoolState state) {
        assertThat(healthOf(state).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void brokenPoolIsDownWithTheReason() {
        reasons.poolBroken("pdf", new PoolBrokenException("It can't start workers: exit code 1", null));

        Health health = healthOf(PoolState.BROKEN);

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("reason", "It can't start workers: exit code 1");
    }

    @Test
    void brokenPoolIsDownAlsoWhenNobodyHeardWhy() {
        assertThat(healthOf(PoolState.BROKEN).getDetails().get("reason").toString())
                .contains("log");
    }

    @Test
    void reasonIsForgottenWhenThePoolRecovers() {
        reasons.poolBroken("pdf", new PoolBrokenException("because", null));
        reasons.poolRecovered("pdf");
        assertThat(reasons.reason("pdf")).isEmpty();
    }

    private Health healthOf(PoolState state) {
        return new ProcessPoolHealthIndicator(Snapshots.pool("pdf", state), reasons).health();
    }
}
