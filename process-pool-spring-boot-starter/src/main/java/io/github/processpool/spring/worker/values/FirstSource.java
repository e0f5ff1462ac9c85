package io.github.processpool.spring.worker.values;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Keeps the properties of a worker before those that beans put first: what a bean of the application has put there counts in the
 * application, and the worker has got it; its own bean may have found another port.
 *
 * <p><b>Thread safety:</b> any thread that makes beans.
 */
public final class FirstSource implements BeanFactoryPostProcessor, BeanPostProcessor {

    private final ConfigurableEnvironment environment;
    private final PropertySource<?> properties;

    public FirstSource(ConfigurableEnvironment environment, PropertySource<?> properties) {
        this.environment = environment;
        this.properties = properties;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        beans.addBeanPostProcessor(this);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        MutablePropertySources sources = environment.getPropertySources();
        if (sources.iterator().next() != properties) {
            sources.addFirst(properties); // Takes it away from where it is now.
        }
        return bean;
    }
}
