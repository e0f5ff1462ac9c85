package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.async.local.ContextThread;
import io.github.processpool.spring.cluster.ClusterProperties;
import io.github.processpool.spring.pool.ApplicationTaskExecutorCheck;
import io.github.processpool.spring.pool.BeanFactoryProcessPools;
import io.github.processpool.spring.pool.ProcessPoolFactory;
import io.github.processpool.spring.pool.ProcessPoolLifecycle;
import io.github.processpool.spring.settings.ProcessPoolProperties;
import io.github.processpool.spring.settings.PropertyLayers;
import io.github.processpool.spring.settings.WorkerProperties;
import io.github.processpool.spring.settings.written.UnknownProperties;
import io.github.processpool.spring.worker.values.ChangedValues;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Makes a bean of the process pool that {@code process-pool.*} describes, and one of each under {@code process-pool.pools}.
 *
 * <p>After {@link TaskExecutionAutoConfiguration}, which makes no {@code applicationTaskExecutor} where it sees another
 * executor; and the pool is a fallback, so that it is injected where a process pool is asked for, and where any executor is only
 * if there is no other.
 */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class)
@ConditionalOnSwitch(ProcessPoolAutoConfiguration.ENABLED)
@EnableConfigurationProperties({ProcessPoolProperties.class, WorkerProperties.class, ClusterProperties.class})
@Import({NamedPoolsRegistrar.class, ProcessPoolLaunchConfiguration.class})
public final class ProcessPoolAutoConfiguration {

    static final String ENABLED = PropertyLayers.PREFIX + ".enabled";
    static final String DEFAULT_POOL = "processPoolExecutor";
    static final String FACTORY = "processPoolFactory";

    @Bean
    static ContextThread processPoolContextThread() {
        return new ContextThread();
    }

    @Bean
    static UnknownProperties unknownProcessPoolProperties() {
        return new UnknownProperties();
    }

    @Bean(FACTORY)
    ProcessPoolFactory processPoolFactory(
            ProcessPoolProperties properties, ConfigurableListableBeanFactory beanFactory, Environment environment) {
        return new ProcessPoolFactory(properties, beanFactory, environment);
    }

    @Bean(DEFAULT_POOL)
    @Fallback
    @ConditionalOnMissingBean(value = ProcessPoolExecutor.class, name = DEFAULT_POOL)
    ProcessPoolExecutor processPoolExecutor(ProcessPoolFactory factory) {
        return factory.defaultPool();
    }

    @Bean
    BeanFactoryProcessPools processPools(ConfigurableListableBeanFactory beanFactory) {
        return new BeanFactoryProcessPools(beanFactory);
    }

    @Bean
    ChangedValues processPoolChangedValues(ConfigurableListableBeanFactory beanFactory) {
        // Pools of its own, as below.
        return new ChangedValues(new BeanFactoryProcessPools(beanFactory)::recycleWorkers);
    }

    @Bean
    ProcessPoolLifecycle processPoolLifecycle(
            ConfigurableListableBeanFactory beanFactory, ObjectProvider<LifecycleProperties> lifecycle) {
        LifecycleProperties properties = lifecycle.getIfAvailable();
        return new ProcessPoolLifecycle(
                // One of its own: that which is a bean may be a mock of a test.
                new BeanFactoryProcessPools(beanFactory),
                new ApplicationTaskExecutorCheck(beanFactory),
                // Without Boot's properties the default of Spring's lifecycle processor holds.
                properties == null ? Duration.ofSeconds(10) : properties.getTimeoutPerShutdownPhase());
    }
}
