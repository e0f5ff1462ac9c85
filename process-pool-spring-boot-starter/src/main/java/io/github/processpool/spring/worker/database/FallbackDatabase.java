package io.github.processpool.spring.worker.database;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * Refuses in a worker the database in memory that Boot makes there where nothing says which is meant, unless the application may have
 * one of Boot as well: who knows which is meant is a bean that only the application has. It would be empty, and another one in each
 * worker. One that the application declares itself, or for workers alone, is meant.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class FallbackDatabase implements BeanPostProcessor {

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;
    private final Map<String, String> overrides;
    private final List<BootDatabase> refused;

    /**
     * Creates the guard.
     *
     * @param beans of the worker
     * @param environment of the worker
     * @param overrides properties for workers alone
     * @param own names of those that the application may have itself, as {@link BootDatabase#ownOf} tells them
     */
    public FallbackDatabase(
            ConfigurableListableBeanFactory beans,
            Environment environment,
            Map<String, String> overrides,
            Collection<String> own) {
        this.beans = beans;
        this.environment = environment;
        this.overrides = overrides;
        this.refused = BootDatabase.presentIn(beans.getBeanClassLoader())
                .filter(database -> !own.contains(database.name()))
                .toList();
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        for (BootDatabase database : refused) {
            if (database.isInMemory(bean)
                    && BootDatabase.isOfBoot(beans, beanName)
                    && !database.isAskedFor(beans, environment, overrides)) {
                throw new IllegalStateException("The " + database.inWords() + " '" + beanName
                        + "' is refused in workers: nothing tells them where the application's database is, so it would be"
                        + " an empty one in the memory of each worker. Take @ConditionalOnProcessPoolParent off the bean"
                        + " that knows (a " + database.detailsInWords() + " travels to workers), or set"
                        + " process-pool.worker.properties." + database.urlProperty());
            }
        }
        return bean;
    }
}
