package io.github.processpool.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.testing.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Meters of pools without Spring: the examples of docs/metrics.md and of the Javadoc, and what becomes of them with the pool. */
@Timeout(120)
class ProcessPoolMetricsIT {

    @RegisterExtension
    final Pools pools = new Pools();

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void theExampleOfThePage() throws Exception {
        ProcessPoolExecutor pool = ProcessPoolExecutor.builder()
                .name("pdf")
                .listener(new ProcessPoolMetricsListener(registry, "pdf"))
                .build();
        new ProcessPoolMetrics(pool, "pdf").bindTo(registry);

        try (pool) {
            assertThat(pool.submit(() -> 6 * 7).get()).isEqualTo(42);
            Awaitility.await().until(() -> registry.get("executor").timer().count() == 1);
        }
        assertThat(count("process.pool.tasks", "outcome", "succeeded")).isEqualTo(1);
    }

    @Test
    void theExampleOfTags() {
        ProcessPoolExecutor pool = pools.shared();
        ProcessPoolMetrics metrics = new ProcessPoolMetrics(pool, "pdf", Tags.of("tenant", "blue"));
        metrics.bindTo(registry);
        assertThat(registry.get("executor.active").tag("tenant", "blue").gauges())
                .hasSize(1);
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void metersOfAPoolThatIsClosedStayWithItsLastCounts() throws Exception {
        ProcessPoolExecutor pool = pools.open();
        new ProcessPoolMetrics(pool, "pdf").bindTo(registry);
        pool.submit(() -> "done").get();
        pool.close();

        Awaitility.await().until(() -> count("process.pool.worker.exits", "reason", "shutdown") > 0);
        assertThat(count("process.pool.tasks", "outcome", "succeeded")).isEqualTo(1);
        assertThat(registry.get("executor.pool.size").gauge().value()).isZero();
        assertThat(registry.get("process.pool.memory.resident").gauge().value()).isZero();
    }

    private double count(String name, String key, String value) {
        return registry.get(name)
                .tags("name", "pdf", key, value)
                .functionCounter()
                .count();
    }
}
