package io.github.processpool.spring.autoconfigure;

import io.github.processpool.micrometer.ProcessPoolMetrics;
import io.github.processpool.micrometer.ProcessPoolMetricsListener;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.micrometer.MeterArrivals;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

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
        pools.asMap().forEach((name, pool) -> new ProcessPoolMetrics(pool, name).bindTo(registry));
    }

    /** Listens only: the role tells the check of {@code @ProcessAsync} methods that values travel as without it. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    ProcessPoolExecutorBuilderCustomizer processPoolMetricsListenerCustomizer(MeterRegistry registry) {
        return (poolName, builder) -> builder.listener(new ProcessPoolMetricsListener(registry, poolName));
    }

    /** What called beans count in workers. */
    @Bean
    @ConditionalOnProcessPoolParent
    MeterArrivals processPoolMeterArrivals(ObjectProvider<MeterRegistry> registry) {
        return new MeterArrivals(registry::getObject);
    }

    @Bean
    static LazyInitializationExcludeFilter eagerProcessPoolMetrics() {
        return LazyInitializationExcludeFilter.forBeanTypes(ProcessPoolMetricsAutoConfiguration.class);
    }
}
