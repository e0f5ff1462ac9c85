package io.github.processpool.spring.worker.proxy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Puts advice around a bean that stays of its own class, because applications inject it by that: it becomes a subclass, or, where there
 * can be none, a proxy with its interfaces, if nobody can expect more than those. Else it stays as it is. Stateless.
 */
public final class SameType {

    private SameType() {}

    /**
     * Returns a bean to be used instead.
     *
     * @param bean is complete
     * @param beanName its name
     * @param advisor says which methods are advised, and how
     * @param beans where the bean is declared
     * @return the same bean if it can't be advised
     */
    public static Object advise(Object bean, String beanName, Advisor advisor, ConfigurableListableBeanFactory beans) {
        if (bean instanceof AopInfrastructureBean) {
            return bean;
        }
        if (bean instanceof Advised advised && !advised.isFrozen()) {
            advised.addAdvisor(advisor);
            return bean;
        }
        if (canHaveSubclass(bean.getClass())) {
            try {
                return proxy(bean, advisor, true);
            } catch (AopConfigException e) {
                // Its constructors are private, for example.
            }
        }
        return isKnownByInterface(beanName, beans) ? proxy(bean, advisor, false) : bean;
    }

    /**
     * Returns a bean to be used instead, of which some methods fail.
     *
     * @param methods the name of these, or with {@code *} the beginning of it
     * @param words what the callers are told
     */
    public static Object refuse(
            Object bean, String beanName, String methods, String words, ConfigurableListableBeanFactory beans) {
        MethodInterceptor advice = call -> {
            throw new IllegalStateException(words);
        };
        NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(advice);
        advisor.setMappedName(methods);
        return advise(bean, beanName, advisor, beans);
    }

    /** Prepares a proxy of a type with nothing behind it: whoever makes it adds what answers. */
    public static ProxyFactory withoutTarget(Class<?> type) {
        ProxyFactory factory = new ProxyFactory();
        factory.setTargetSource(EmptyTargetSource.forClass(type));
        if (type.isInterface()) {
            factory.addInterface(type);
        } else {
            factory.setProxyTargetClass(true);
        }
        return factory;
    }

    private static Object proxy(Object bean, Advisor advisor, boolean asSubclass) {
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

    /** Whether all of a type's methods can be advised. A final one would run on the fields of the subclass, which are empty. */
    public static boolean canHaveSubclass(Class<?> type) {
        return !Modifier.isFinal(type.getModifiers())
                && Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type)).noneMatch(SameType::isFixed);
    }

    private static boolean isFixed(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isFinal(modifiers)
                && !Modifier.isPrivate(modifiers)
                && !Modifier.isStatic(modifiers)
                && method.getDeclaringClass() != Object.class;
    }

    private static boolean isKnownByInterface(String beanName, ConfigurableListableBeanFactory beans) {
        if (!beans.containsBeanDefinition(beanName)
                || !(beans.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)) {
            return false;
        }
        Method factory = definition.getResolvedFactoryMethod();
        return factory != null && factory.getReturnType().isInterface();
    }
}
