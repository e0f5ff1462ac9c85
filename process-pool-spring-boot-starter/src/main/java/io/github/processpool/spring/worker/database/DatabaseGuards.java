package io.github.processpool.spring.worker.database;

import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

/**
 * Prepares a worker's context in which some database may be the worker's own: what creates or fills one is made with the context, as
 * in the application, and looks at its own data source first. Nothing else would ask for it where beans are made late.
 */
public final class DatabaseGuards {

    private DatabaseGuards() {}

    /**
     * Has all databases guarded.
     *
     * @param beans of the worker
     * @param initializers names of the beans that create or fill a database
     */
    public static void registerIn(DefaultListableBeanFactory beans, Set<String> initializers) {
        Set<String> unknown = new LinkedHashSet<>();
        for (String name : initializers) {
            if (beans.containsBeanDefinition(name)
                    && beans.getBeanDefinition(name) instanceof AbstractBeanDefinition definition) {
                if (definition.getLazyInit() == null) {
                    definition.setLazyInit(false);
                }
                Class<?> type = beans.getType(name, false);
                if (type == null || DatabaseInitializers.typeOf(type) == null) {
                    unknown.add(name);
                }
            }
        }
        beans.registerSingleton(UntouchedDatabases.class.getName(), new UntouchedDatabases(beans, unknown));
        beans.registerSingleton(SchemaGuard.class.getName(), new SchemaGuard(true));
    }
}
