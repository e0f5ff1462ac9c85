package io.github.processpool.sample.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.micrometer.ProcessPoolMeterRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolTimesTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void areUnknownAsLongAsNothingHappened() {
        ProcessPoolMeterRecorder unused = new ProcessPoolMeterRecorder(meters, "documents");

        assertThat(PoolTimes.of(meters, "documents")).isEqualTo(new PoolTimes(-1, -1, -1, -1));
    }

    @Test
    void areMeansOverAllOutcomesOfOnePool() {
        record("process.pool.task.wait", "documents", "", 30);
        record("process.pool.task.execution", "documents", "succeeded", 100);
        record("process.pool.task.execution", "documents", "succeeded", 200);
        record("process.pool.task.execution", "documents", "failed", 900);
        record("process.pool.task.execution", "another", "failed", 5000);
        record("process.pool.worker.start.time", "documents", "", 400);

        assertThat(PoolTimes.of(meters, "documents")).isEqualTo(new PoolTimes(30, 400, 400, -1));
    }

    private void record(String name, String pool, String outcome, long millis) {
        meters.timer(name, "name", pool, "outcome", outcome).record(Duration.ofMillis(millis));
    }
}
