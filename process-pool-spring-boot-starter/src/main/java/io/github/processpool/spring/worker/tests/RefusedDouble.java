package io.github.processpool.spring.worker.tests;

import io.github.processpool.spring.worker.proxy.SameType;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.Function;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.test.context.bean.override.BeanOverrideHandler;
import org.springframework.test.context.bean.override.BeanOverrideStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Puts, in a worker, an object in the place of a mock or a spy that throws whatever is called: what the test has told the double
 * to do, and what it wants to know of it, is in another process. No real bean is made in such a place.
 *
 * <p><b>Thread safety:</b> used by the thread that builds the context; what it makes by any.
 */
final class RefusedDouble extends BeanOverrideHandler {

    private static final boolean MOCKITO =
            ClassUtils.isPresent("org.mockito.Mockito", RefusedDouble.class.getClassLoader());

    private final BeanOverrideHandler original;
    private final ConfigurableListableBeanFactory beans;
    private final String test;

    /**
     * Takes over all that decides which bean is meant. A spy need not find its bean: that may be one which workers leave out.
     *
     * @param original the library's
     * @param beans of the context
     * @param test the test's class
     */
    RefusedDouble(BeanOverrideHandler original, ConfigurableListableBeanFactory beans, String test) {
        super(
                original.getField(),
                original.getBeanType(),
                original.getBeanName(),
                original.getContextName(),
                BeanOverrideStrategy.REPLACE_OR_CREATE);
        this.original = original;
        this.beans = beans;
        this.test = test;
    }

    @Override
    protected Object createOverrideInstance(
            String beanName, @Nullable BeanDefinition existingDefinition, @Nullable Object existingInstance) {
        Class<?> type = typeOf(beanName, existingDefinition);
        // Its final methods would run, on an object without state.
        if (MOCKITO && !SameType.canHaveSubclass(type)) {
            return ByMockito.make(type, beanName, called -> answer(beanName, type, called));
        }
        ProxyFactory proxies = SameType.withoutTarget(type);
        extraInterfaces().forEach(proxies::addInterface);
        proxies.addAdvice((MethodInterceptor) call -> answer(beanName, type, call.getMethod()));
        return proxies.getProxy(type.getClassLoader());
    }

    /** A spy is of its bean's own class, a mock of that which the test names. */
    private Class<?> typeOf(String beanName, @Nullable BeanDefinition existingDefinition) {
        Class<?> named = getBeanType().resolve(Object.class);
        boolean isSpy = original.getStrategy() == BeanOverrideStrategy.WRAP;
        Class<?> own = isSpy && existingDefinition != null ? beans.getType(beanName, false) : null;
        return own != null && named.isAssignableFrom(own) ? ClassUtils.getUserClass(own) : named;
    }

    /** Mockito's own knows of some that no type of the bean tells. */
    private Set<Class<?>> extraInterfaces() {
        @Nullable Method extra = ReflectionUtils.findMethod(original.getClass(), "getExtraInterfaces");
        if (extra == null) {
            return Set.of();
        }
        ReflectionUtils.makeAccessible(extra);
        @SuppressWarnings("unchecked")
        @Nullable
        Set<Class<?>> found = (Set<Class<?>>) ReflectionUtils.invokeMethod(extra, original);
        return found == null ? Set.of() : found;
    }

    private String answer(String bean, Class<?> type, Method called) {
        if (ReflectionUtils.isToStringMethod(called)) {
            return "RefusedDouble[" + bean + "]";
        }
        throw new IllegalStateException(ClassUtils.getShortName(type) + "." + called.getName()
                + " can't be called in a worker of a process pool (pid "
                + ProcessHandle.current().pid() + "): the bean '" + bean + "' is a mock or a spy of the test " + test
                + ", and workers are other processes, which know nothing of what it was told and tell nothing of its calls."
                + " Test without processes: process-pool.mode=in-process");
    }

    /** Apart, because the library may be another one. */
    private static final class ByMockito {

        static Object make(Class<?> type, String name, Function<Method, Object> answer) {
            return Mockito.mock(
                    type,
                    Mockito.withSettings()
                            .name(name)
                            .stubOnly()
                            .defaultAnswer(invocation -> answer.apply(invocation.getMethod())));
        }
    }
}
