package io.github.processpool.spring.autoconfigure;

import io.github.processpool.cluster.ClusterListener;
import io.github.processpool.cluster.ProcessPoolCluster;
import io.github.processpool.spring.ProcessPools;
import io.github.processpool.spring.annotation.ConditionalOnProcessPoolParent;
import io.github.processpool.spring.cluster.ClusterLifecycle;
import io.github.processpool.spring.cluster.ClusterProperties;
import io.github.processpool.spring.cluster.ClusterSettings;
import io.github.processpool.spring.cluster.ClusterView;
import io.github.processpool.spring.cluster.PoolJoin;
import io.github.processpool.spring.health.ClusterHealthIndicator;
import io.github.processpool.spring.micrometer.ClusterMeters;
import io.github.processpool.spring.pool.ProcessPoolLifecycle;
import io.github.processpool.spring.settings.InvalidPoolDefinitionException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Makes this application a member of a cluster, where {@code process-pool.cluster.enabled} says so. Its workers are none. */
@AutoConfiguration(
        after = ProcessPoolAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnBean(ProcessPools.class)
@ConditionalOnProcessPoolParent
@ConditionalOnSwitch(value = PoolJoin.ENABLED, byDefault = false)
public final class ProcessPoolClusterAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ProcessPoolCluster.class)
    static class Member {

        @Bean
        @Lazy(false)
        ClusterLifecycle processPoolCluster(
                ClusterProperties properties,
                Environment environment,
                ObjectProvider<DataSource> databases,
                ObjectProvider<SslBundles> bundles,
                ObjectProvider<ClusterListener> listeners,
                ProcessPoolLifecycle pools) {
            ClusterSettings settings = new ClusterSettings(properties, environment, databases, bundles);
            return new ClusterLifecycle(settings, listeners, pools.getPhase() + 1, pools.longestBudget());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ProcessPoolCluster.class, HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnSwitch("management.health.processpoolcluster.enabled")
    @ConditionalOnEnabledHealthIndicator("processpoolcluster")
    static class ProcessPoolHealth {

        @Bean
        @ConditionalOnMissingBean(name = {"processPoolClusterHealthIndicator", "processPoolClusterHealthContributor"})
        ClusterHealthIndicator processPoolClusterHealthContributor(ClusterView cluster) {
            return new ClusterHealthIndicator(cluster);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ProcessPoolCluster.class, MeterBinder.class})
    @ConditionalOnBean(MeterRegistry.class)
    static class ProcessPoolMetrics {

        @Autowired
        void bindCluster(ClusterLifecycle cluster, MeterRegistry registry) {
            ClusterMeters meters = new ClusterMeters(cluster.state().name(), cluster::snapshot);
            meters.bindTo(registry);
            cluster.onShared(pool -> meters.bindPool(pool, registry));
        }

        @Bean
        static LazyInitializationExcludeFilter eagerProcessPoolClusterMetrics() {
            return LazyInitializationExcludeFilter.forBeanTypes(ProcessPoolMetrics.class);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("io.github.processpool.cluster.ProcessPoolCluster")
    static class NoModule {

        @Bean
        @Lazy(false)
        PoolJoin processPoolCluster() {
            throw new InvalidPoolDefinitionException(
                    "The property '" + PoolJoin.ENABLED
                            + "' is 'true', but the module of clusters is not on the class path.",
                    "Add the dependency io.github.processpool:process-pool-cluster, or set '" + PoolJoin.ENABLED
                            + "=false'.");
        }
    }
}
