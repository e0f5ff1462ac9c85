package io.github.processpool.spring.worker.leftout;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.MethodParameter;

/**
 * Knows which binders of meters a worker does not make for its registry: Boot's own, of the JVM, disks, TLS, connection pools and the
 * like. The application has them of its own process, and nobody reads those of a worker, see {@code CallMeterRegistry}. They stay beans
 * that can be injected, and so they are made then; binders of the application's are bound as there, since calls may count with them.
 * Stateless.
 */
public final class ServerMeters {

    private static final String BINDER = "io.micrometer.core.instrument.binder.MeterBinder";
    private static final String BOOT = "org.springframework.boot.";

    private ServerMeters() {}

    /** Whether Boot asks for binders to bind, and a bean is one of its own. */
    public static boolean isAskedForInVain(
            DefaultListableBeanFactory beans, String name, DependencyDescriptor descriptor) {
        MethodParameter parameter = descriptor.getMethodParameter();
        return parameter != null
                && parameter.getDeclaringClass().getName().startsWith(BOOT)
                && BINDER.equals(descriptor.getDependencyType().getName())
                && isBoots(beans, name);
    }

    /** Declared by a method of a configuration of Boot's; one that is not known is none. */
    private static boolean isBoots(DefaultListableBeanFactory beans, String name) {
        Method method = factoryMethod(beans.containsBeanDefinition(name) ? beans.getMergedBeanDefinition(name) : null);
        return method != null && method.getDeclaringClass().getName().startsWith(BOOT);
    }

    private static @Nullable Method factoryMethod(@Nullable BeanDefinition definition) {
        return definition instanceof RootBeanDefinition root ? root.getResolvedFactoryMethod() : null;
    }
}
