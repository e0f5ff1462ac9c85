package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.annotation.ConditionalOnProcessPoolWorker;
import io.github.processpool.spring.micrometer.CallMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Has workers, which export nothing, note for the parent what called beans count. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            // Backs off where there is a registry, and workers are to have the one that the application has.
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        },
        beforeName =
                "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(Clock.class)
@ConditionalOnProcessPoolWorker
public final class ProcessPoolMetricsInWorkersAutoConfiguration {

    @Bean
    CallMeterRegistry processPoolCallMeterRegistry(Clock clock) {
        return new CallMeterRegistry(clock);
    }
}
