package io.github.processpool.spring.worker.database;

import java.util.Set;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.PropertyAccessor;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Lets initializers of databases do their work in a worker where the database is the worker's own, in the order of the application,
 * and keeps all others from it: each is switched off by what it has for that, or stands there without effect. One whose data source
 * can't be known is not made unless all data sources are private.
 *
 * <p><b>Thread safety:</b> the threads that make beans; immutable.
 */
final class UntouchedDatabases implements InstantiationAwareBeanPostProcessor, Ordered {

    private static final Set<String> OF_FLYWAY = Set.of("migrate", "clean", "baseline", "repair", "undo");

    private final ListableBeanFactory beans;
    /** Names of initializers whose types say nothing about their data sources. */
    private final Set<String> unknown;

    /** Stands for an initializer that is not made. */
    record NotMade(String beanName) {}

    UntouchedDatabases(ListableBeanFactory beans, Set<String> unknown) {
        this.beans = beans;
        this.unknown = unknown;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who may set something else.
    }

    @Override
    public @Nullable Object postProcessBeforeInstantiation(Class<?> type, String beanName) {
        return unknown.contains(beanName)
                        && !WorkerDatabases.areAllPrivate(beans.getBeansOfType(DataSource.class, true, false)
                                .values())
                ? new NotMade(beanName)
                : null;
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        String type = DatabaseInitializers.typeOf(bean.getClass());
        if (type == null || WorkerDatabases.isPrivate(sourceOf(bean, type))) {
            return bean;
        }
        switch (type) {
            case DatabaseInitializers.SCRIPTS -> set(bean, "enabled", false);
            case DatabaseInitializers.SCRIPTS_OF_BOOT ->
                PropertyAccessorFactory.forDirectFieldAccess(bean).setPropertyValue("settings.mode", "NEVER");
            case DatabaseInitializers.FLYWAY -> {
                return withoutEffect(bean, OF_FLYWAY);
            }
            case DatabaseInitializers.FLYWAY_OF_BOOT -> {
                return withoutEffect(bean, Set.of("afterPropertiesSet"));
            }
            default -> set(bean, "shouldRun", false); // Liquibase's.
        }
        return bean;
    }

    private static void set(Object bean, String property, boolean value) {
        PropertyAccessorFactory.forBeanPropertyAccess(bean).setPropertyValue(property, value);
    }

    private static @Nullable DataSource sourceOf(Object bean, String type) {
        PropertyAccessor fields = PropertyAccessorFactory.forDirectFieldAccess(bean);
        try {
            return (DataSource)
                    switch (type) {
                        case DatabaseInitializers.FLYWAY -> sourceOfFlyway(bean);
                        case DatabaseInitializers.FLYWAY_OF_BOOT -> sourceOfFlyway(fields.getPropertyValue("flyway"));
                        default -> fields.getPropertyValue("dataSource");
                    };
        } catch (BeansException e) {
            return null; // It is not certain.
        }
    }

    private static @Nullable Object sourceOfFlyway(@Nullable Object flyway) {
        return flyway == null
                ? null
                : PropertyAccessorFactory.forBeanPropertyAccess(flyway).getPropertyValue("configuration.dataSource");
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Advised advised) {
            for (Advisor advisor : advised.getAdvisors()) {
                if (advisor.getAdvice() instanceof WithoutEffect advice) {
                    advice.made = true;
                }
            }
        }
        return bean;
    }

    private static Object withoutEffect(Object bean, Set<String> methods) {
        ProxyFactory factory = new ProxyFactory();
        factory.setTarget(bean);
        factory.setProxyTargetClass(true);
        factory.addAdvice(new WithoutEffect(methods));
        return factory.getProxy(bean.getClass().getClassLoader());
    }

    /** While the bean is made, by an init method for example, nothing is said; later somebody calls it, and is told. */
    private static final class WithoutEffect implements MethodInterceptor {

        private final Set<String> methods;
        /** Volatile: set by the thread that makes the bean, read by those that call it. */
        private volatile boolean made;

        WithoutEffect(Set<String> methods) {
            this.methods = methods;
        }

        @Override
        public @Nullable Object invoke(MethodInvocation call) throws Throwable {
            String method = call.getMethod().getName();
            if (!methods.contains(method)) {
                return call.proceed();
            } else if (made && !"afterPropertiesSet".equals(method)) {
                throw new UnsupportedOperationException(
                        call.getMethod().getDeclaringClass().getSimpleName() + "." + method
                                + "() is not done in a worker process: the database is shared with the application, which has"
                                + " done that at its start. Call it there");
            }
            return null;
        }
    }
}
