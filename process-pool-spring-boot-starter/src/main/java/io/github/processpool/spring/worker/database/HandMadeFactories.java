package io.github.processpool.spring.worker.database;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Refuses in a worker an entity manager factory that a method of the application makes by Hibernate's own means, where Hibernate can't
 * find {@link HibernateSchemas}: from a module path, as a module can't provide for a library that need not be there. It might create or
 * drop a schema. Factories that Spring makes are left to the {@link SchemaGuard}, and so are methods that are given one, which they
 * unwrap: nothing can tell before a factory is made, and afterwards it is too late.
 *
 * <p><b>Thread safety:</b> any thread that makes beans; immutable.
 */
public final class HandMadeFactories implements InstantiationAwareBeanPostProcessor {

    private static final String HIBERNATE = "org.hibernate.SessionFactory";
    private static final String FACTORY = "jakarta.persistence.EntityManagerFactory";

    private final ConfigurableListableBeanFactory beans;
    private final Class<?> factory;

    HandMadeFactories(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        this.factory = ClassUtils.resolveClassName(FACTORY, beans.getBeanClassLoader());
    }

    /**
     * Has them refused where that is needed.
     *
     * @param beans of the worker
     * @param overrides names of the properties of workers: one that is about the schema says that factories read it
     */
    public static void refuseIn(ConfigurableListableBeanFactory beans, Collection<String> overrides) {
        ClassLoader loader = beans.getBeanClassLoader();
        if (HandMadeFactories.class.getModule().isNamed()
                && Stream.of(HIBERNATE, FACTORY).allMatch(type -> ClassUtils.isPresent(type, loader))
                && overrides.stream().noneMatch(HandMadeFactories::isAboutSchema)) {
            beans.registerSingleton(HandMadeFactories.class.getName(), new HandMadeFactories(beans));
        }
    }

    static boolean isAboutSchema(String property) {
        return property.toLowerCase(Locale.ROOT).replace('_', '.').endsWith("hbm2ddl.auto");
    }

    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> beanClass, String beanName) {
        if (factory.isAssignableFrom(beanClass) && !isGivenOne(beanName)) {
            throw new IllegalStateException("Workers do not make the entity manager factory '" + beanName
                    + "', which a method of the application makes: from a module path Hibernate does not find what keeps it"
                    + " from creating or dropping a schema in a worker. Let Spring make it (LocalSessionFactoryBean,"
                    + " LocalContainerEntityManagerFactoryBean), take that factory as a parameter of the method if it only"
                    + " unwraps it, or have it read the property hibernate.hbm2ddl.auto and set"
                    + " process-pool.worker.properties.hibernate.hbm2ddl.auto=none");
        }
        return null;
    }

    private boolean isGivenOne(String name) {
        Method method = beans.containsBeanDefinition(name)
                        && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition
                ? definition.getResolvedFactoryMethod()
                : null;
        return method != null && Stream.of(method.getParameterTypes()).anyMatch(factory::isAssignableFrom);
    }
}
