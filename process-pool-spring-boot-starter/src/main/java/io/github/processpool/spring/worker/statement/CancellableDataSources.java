package io.github.processpool.spring.worker.statement;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.util.Arrays;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Has the connections of a worker's data sources tell what they execute, so that the statement of a task that is to stop is
 * cancelled before the worker is killed: a database goes on with what a dead client has begun, and commits it.
 *
 * <p>A data source stays of its own class, because applications inject it by that: it becomes a subclass, or, where there can be
 * none, a proxy with its interfaces, if nobody can expect more than those. Else it stays as it is.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class CancellableDataSources implements BeanPostProcessor, Ordered {

    private final ConfigurableListableBeanFactory beans;
    private final Advisor advisor;

    public CancellableDataSources(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        RunningStatements running = new RunningStatements();
        MethodInterceptor advice =
                call -> call.proceed() instanceof Connection connection ? TrackedJdbc.of(connection, running) : null;
        NameMatchMethodPointcutAdvisor named = new NameMatchMethodPointcutAdvisor(advice);
        named.setMappedName("getConnection");
        this.advisor = named;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE; // After all who make proxies.
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!(bean instanceof DataSource) || bean instanceof AopInfrastructureBean) {
            return bean;
        }
        if (bean instanceof Advised advised && !advised.isFrozen()) {
            advised.addAdvisor(advisor);
            return bean;
        }
        if (canHaveSubclass(bean.getClass())) {
            try {
                return proxy(bean, true);
            } catch (AopConfigException e) {
                // Its constructors are private, for example.
            }
        }
        return isKnownByInterface(beanName) ? proxy(bean, false) : bean;
    }

    private Object proxy(Object bean, boolean asSubclass) {
        ProxyFactory factory = new ProxyFactory();
        factory.setTarget(bean);
        if (asSubclass) {
            factory.setProxyTargetClass(true);
        } else {
            factory.setInterfaces(ClassUtils.getAllInterfaces(bean));
        }
        factory.addAdvisor(advisor);
        return factory.getProxy(bean.getClass().getClassLoader());
    }

    /** A final method would run on the fields of the subclass, which are empty. */
    private static boolean canHaveSubclass(Class<?> type) {
        return !Modifier.isFinal(type.getModifiers())
                && Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                        .noneMatch(CancellableDataSources::isFixed);
    }

    private static boolean isFixed(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isFinal(modifiers)
                && !Modifier.isPrivate(modifiers)
                && !Modifier.isStatic(modifiers)
                && method.getDeclaringClass() != Object.class;
    }

    private boolean isKnownByInterface(String beanName) {
        if (!beans.containsBeanDefinition(beanName)
                || !(beans.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)) {
            return false;
        }
        Method factory = definition.getResolvedFactoryMethod();
        return factory != null && factory.getReturnType().isInterface();
    }
}
