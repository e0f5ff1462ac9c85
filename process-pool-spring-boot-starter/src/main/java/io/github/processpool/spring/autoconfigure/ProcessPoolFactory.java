package io.github.processpool.spring.autoconfigure;

import io.github.processpool.ProcessPoolExecutor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.env.Environment;

/** Makes the beans that stand for pools; called by the bean definitions of {@link NamedPoolsRegistrar} too. */
final class ProcessPoolFactory {

    private final ProcessPoolProperties properties;
    private final ConfigurableBeanFactory beanFactory;
    private final Environment environment;

    ProcessPoolFactory(ProcessPoolProperties properties, ConfigurableBeanFactory beanFactory, Environment environment) {
        this.properties = properties;
        this.beanFactory = beanFactory;
        this.environment = environment;
    }

    ProcessPoolExecutor defaultPool() {
        return new RestartablePool(
                new PoolBlueprint(PropertyLayers.ofDefaultPool(properties, environment), beanFactory));
    }

    ProcessPoolExecutor namedPool(String name) {
        return new RestartablePool(
                new PoolBlueprint(PropertyLayers.ofNamedPool(name, properties, environment), beanFactory));
    }
}
