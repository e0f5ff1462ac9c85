package io.github.processpool.spring.pool;

import io.github.processpool.PoolMode;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.cluster.PoolJoin;
import io.github.processpool.spring.launch.StartUpCache;
import io.github.processpool.spring.settings.ProcessPoolProperties;
import io.github.processpool.spring.settings.PropertyLayers;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.env.Environment;

/** Makes the beans that stand for pools; called by the bean definitions of {@code NamedPoolsRegistrar} too. */
public final class ProcessPoolFactory {

    private final ProcessPoolProperties properties;
    private final ConfigurableBeanFactory beanFactory;
    private final Environment environment;

    public ProcessPoolFactory(
            ProcessPoolProperties properties, ConfigurableBeanFactory beanFactory, Environment environment) {
        this.properties = properties;
        this.beanFactory = beanFactory;
        this.environment = environment;
    }

    public ProcessPoolExecutor defaultPool() {
        return pool(PropertyLayers.ofDefaultPool(properties, environment));
    }

    ProcessPoolExecutor namedPool(String name) {
        return pool(PropertyLayers.ofNamedPool(name, properties, environment));
    }

    private ProcessPoolExecutor pool(PropertyLayers layers) {
        if (layers.mode() == PoolMode.PROCESSES) {
            // Long before the pool opens: what an earlier run has left is found by then, and its first workers use it.
            beanFactory.getBeanProvider(StartUpCache.class).ifAvailable(StartUpCache::searchOnce);
        }
        boolean joined = PoolJoin.isWanted(layers.name(), layers.joinProperty(), layers.mode(), environment);
        return new RestartablePool(new PoolBlueprint(layers, beanFactory, joined));
    }
}
