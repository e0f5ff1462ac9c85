package io.github.processpool.spring.worker.leftout;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.worker.likeness.Definitions;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Stands in a worker for a pool that the application declares as a bean itself: what injects it is made, what uses it is told why
 * that can't be. Pools from properties do so by themselves.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class RefusedPool {

    private static final String PACKAGE_OF_THE_STARTER = "io.github.processpool.spring.";
    private static final String FACTORY_OF_THE_STARTER = "processPoolFactory";

    private final String name;

    private RefusedPool(String name) {
        this.name = name;
    }

    /** Puts one in the place of every such pool; those that are declared by another type than the interface stay. */
    static void replacePoolsIn(DefaultListableBeanFactory beans) {
        for (String name : beans.getBeanNamesForType(ProcessPoolExecutor.class, true, false)) {
            if (beans.containsBeanDefinition(name)
                    && beans.getType(name, false) == ProcessPoolExecutor.class
                    && beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition
                    && !isOfTheStarter(definition)) {
                beans.removeBeanDefinition(name);
                beans.registerBeanDefinition(name, refused(definition, name));
            }
        }
    }

    private static boolean isOfTheStarter(RootBeanDefinition definition) {
        String factory = definition.getFactoryBeanName();
        return factory == null
                || FACTORY_OF_THE_STARTER.equals(factory)
                || factory.startsWith(PACKAGE_OF_THE_STARTER + "autoconfigure.");
    }

    /** With the qualifiers and all that decides where it is injected. */
    private static RootBeanDefinition refused(RootBeanDefinition original, String name) {
        RootBeanDefinition definition = new RootBeanDefinition(original);
        definition.setBeanClass(ProcessPoolExecutor.class);
        definition.setFactoryBeanName(null);
        definition.setFactoryMethodName(null);
        definition.setInitMethodName(null);
        definition.setDestroyMethodName(null);
        definition.setInstanceSupplier(new RefusedPool(name)::proxy);
        definition.setAttribute(Definitions.STAND_IN, true);
        return definition;
    }

    private ProcessPoolExecutor proxy() {
        return (ProcessPoolExecutor) Proxy.newProxyInstance(
                ProcessPoolExecutor.class.getClassLoader(),
                new Class<?>[] {ProcessPoolExecutor.class},
                (proxy, method, arguments) -> answer(proxy, method, arguments));
    }

    private @Nullable Object answer(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "toString" -> "RefusedPool[" + name + "]";
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "snapshot", "close" -> null;
            case "terminate", "shutdownNow" -> List.of();
            case "shutdown" -> method.getReturnType() == void.class ? null : List.of();
            case "isShutdown", "isTerminated" -> false;
            case "awaitTermination" -> true;
            default ->
                throw new RejectedExecutionException(
                        "Process pool '" + name + "' can't be used here: this process (pid "
                                + ProcessHandle.current().pid()
                                + ") is itself a worker of a process pool, and workers start no workers of"
                                + " their own. Let the application itself submit the task, or set process-pool.worker.nested-pools=true");
        };
    }
}
