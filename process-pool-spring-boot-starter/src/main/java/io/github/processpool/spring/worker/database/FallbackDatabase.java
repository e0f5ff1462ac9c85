package io.github.processpool.spring.worker.database;

import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Refuses, in a worker of an application that has no database in memory, the one that Boot makes there where nothing says which is
 * meant: who knows that is a bean which only the application has. It would be empty, and another one in each worker.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class FallbackDatabase implements BeanPostProcessor {

    private static final String BOOT = "org.springframework.boot.";
    private static final String URL = "spring.datasource.url";

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;

    public FallbackDatabase(ConfigurableListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        if (bean instanceof DataSource source
                && DatabaseKind.of(source) == DatabaseKind.IN_MEMORY
                && !environment.containsProperty(URL)
                && isOfBoot(beanName)) {
            throw new IllegalStateException(
                    "The data source '" + beanName + "' is refused in workers: nothing tells them where"
                            + " the application's database is, so it would be an empty one in the memory of each worker. Take"
                            + " @ConditionalOnProcessPoolParent off the bean that knows (a JdbcConnectionDetails travels to workers), or"
                            + " set process-pool.worker.properties." + URL);
        }
        return bean;
    }

    /** One that the application declares itself, or for workers alone, is meant. */
    private boolean isOfBoot(String name) {
        if (!beans.containsBeanDefinition(name)) {
            return false;
        }
        BeanDefinition definition = beans.getMergedBeanDefinition(name);
        String maker = definition.getFactoryBeanName();
        return maker != null && maker.startsWith(BOOT);
    }
}
