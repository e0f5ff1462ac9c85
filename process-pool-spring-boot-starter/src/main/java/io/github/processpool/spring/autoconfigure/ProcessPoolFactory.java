package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/** Makes the beans that stand for pools; called by the bean definitions of {@link NamedPoolsRegistrar} too. */
final class ProcessPoolFactory {

    private final ProcessPoolProperties properties;
    private final ConfigurableBeanFactory beanFactory;

    ProcessPoolFactory(ProcessPoolProperties properties, ConfigurableBeanFactory beanFactory) {
        this.properties = properties;
        this.beanFactory = beanFactory;
    }

    ProcessPoolExecutor defaultPool() {
        return new RestartablePool(new PoolBlueprint(PropertyLayers.ofDefaultPool(properties), beanFactory));
    }

    ProcessPoolExecutor namedPool(String name) {
        return new RestartablePool(new PoolBlueprint(PropertyLayers.ofNamedPool(name, properties), beanFactory));
    }
}
