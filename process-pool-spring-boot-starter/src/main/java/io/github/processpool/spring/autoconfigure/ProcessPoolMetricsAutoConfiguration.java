package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.micrometer.ProcessPoolMeterRecorder;
import io.github.processpool.spring.micrometer.ProcessPoolMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Meters every process pool; the times only of those that the auto-configuration makes. */
@AutoConfiguration(
        after = ProcessPoolAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean({ProcessPools.class, MeterRegistry.class})
public final class ProcessPoolMetricsAutoConfiguration {

    @Autowired
    void bindPools(ProcessPools pools, MeterRegistry registry) {
        pools.asMap().forEach((name, pool) -> new ProcessPoolMeters(name, pool).bindTo(registry));
    }

    @Bean
    ProcessPoolExecutorBuilderCustomizer processPoolMeterRecorderCustomizer(MeterRegistry registry) {
        return (poolName, builder) -> builder.listener(new ProcessPoolMeterRecorder(registry, poolName));
    }

    @Bean
    static LazyInitializationExcludeFilter eagerProcessPoolMetrics() {
        return LazyInitializationExcludeFilter.forBeanTypes(ProcessPoolMetricsAutoConfiguration.class);
    }
}
