package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.observation.ExecutionObservationConvention;
import io.github.processpool.spring.observation.TaskObservationConvention;
import io.github.processpool.spring.observation.task.TaskObservations;
import io.github.processpool.spring.observation.task.TaskObserver;
import io.github.processpool.spring.observation.task.TraceCarrier;
import io.github.processpool.spring.observation.task.TraceHeaders;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Has tasks observed: in the parent all that come through the starter's pools, in workers the methods of beans. */
@AutoConfiguration(
        after = ProcessPoolAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ProcessPools.class, ObservationRegistry.class})
public final class ProcessPoolObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(TaskObserver.class)
    TaskObservations processPoolTaskObservations(
            ObservationRegistry registry, ObjectProvider<TaskObservationConvention> convention) {
        return new TaskObservations(registry, convention.getIfAvailable());
    }

    @Bean(TraceHeaders.CARRIER)
    @ConditionalOnMissingBean(name = TraceHeaders.CARRIER)
    TraceCarrier processPoolTraceCarrier(
            ObservationRegistry registry, ObjectProvider<ExecutionObservationConvention> convention) {
        return new TraceCarrier(registry, convention.getIfAvailable());
    }
}
