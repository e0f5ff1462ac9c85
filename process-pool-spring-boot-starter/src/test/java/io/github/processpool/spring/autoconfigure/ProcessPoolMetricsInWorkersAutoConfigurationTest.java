package io.github.processpool.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.processpool.spring.WorkerProcess;
import io.github.processpool.spring.micrometer.CallMeterRegistry;
import io.github.processpool.spring.micrometer.MeterArrivals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.ReflectionTestUtils;

/** The registries of a worker whose application exports nothing; this process takes itself for that worker. */
class ProcessPoolMetricsInWorkersAutoConfigurationTest {

    private final ApplicationContextRunner worker = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ProcessPoolMetricsInWorkersAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class));

    @BeforeEach
    void becomeWorker() {
        ReflectionTestUtils.setField(WorkerProcess.class, "worker", true);
    }

    @AfterEach
    void becomeParent() {
        ReflectionTestUtils.setField(WorkerProcess.class, "worker", false);
    }

    @Test
    void applicationThatExportsNothingHasItsOwnRegistryInWorkersTooAndCountersArrive() {
        SimpleMeterRegistry application = new SimpleMeterRegistry();
        worker.run(context -> {
            assertThat(context).hasBean("simpleMeterRegistry").hasSingleBean(CallMeterRegistry.class);

            CallMeterRegistry calls = context.getBean(CallMeterRegistry.class);
            calls.begin();
            context.getBean(MeterRegistry.class).counter("pages").increment();
            new MeterArrivals(() -> application).add(Objects.requireNonNull(calls.end()));
        });
        assertThat(application.get("pages").counter().count()).isEqualTo(1);
    }
}
