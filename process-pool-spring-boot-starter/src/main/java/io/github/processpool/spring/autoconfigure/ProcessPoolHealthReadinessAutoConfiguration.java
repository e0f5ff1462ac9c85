package io.github.processpool.spring.autoconfigure;

import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.health.ProcessPoolReadinessIndicator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/**
 * Makes the health contributor {@code processPoolReadiness}, but only where a health group names it or a property asks for it:
 * whatever contributes to a group contributes to the overall health too, and that is not to be out of service while workers start
 * in an application that has not asked for that.
 */
@AutoConfiguration(after = ProcessPoolAutoConfiguration.class)
@ConditionalOnClass(HealthContributor.class)
@ConditionalOnBean(ProcessPools.class)
@Conditional(OnReadinessWanted.class)
public final class ProcessPoolHealthReadinessAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"processPoolReadinessHealthIndicator", "processPoolReadinessHealthContributor"})
    ProcessPoolReadinessIndicator processPoolReadinessHealthContributor(
            ProcessPools pools, ObjectProvider<ClusterView> cluster) {
        return new ProcessPoolReadinessIndicator(pools, cluster.getIfAvailable());
    }
}
