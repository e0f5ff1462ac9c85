package io.github.processpool.spring.worker.values;

import io.github.processpool.spring.worker.likeness.Definitions;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Puts the {@link Connection}s of the application in their place in a worker, so that nobody asks there for the container or server
 * that they are about. Those that no configuration class declares come before these are read: what registers or assumes connections
 * where there are none finds them. A declared one keeps its definition, qualifiers and all, and has another object behind it.
 *
 * <p>Called once, while the context is refreshed and before its first bean is made.
 */
public final class ParentConnections implements BeanDefinitionRegistryPostProcessor {

    /** Starts all containers that it finds, with the first bean that is made. */
    private static final String STARTER_OF_CONTAINERS =
            "org.springframework.boot.testcontainers.lifecycle.TestcontainersLifecycleBeanPostProcessor";

    private final List<Connection> connections;

    public ParentConnections(List<Connection> connections) {
        this.connections = List.copyOf(connections);
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) registry;
        connections.stream().filter(connection -> !connection.declared()).forEach(connection -> put(connection, beans));
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory factory) {
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) factory;
        // Once more those that an import or a registrar has registered anew since. A declared one that is not here, a
        // condition
        // has kept out, and what is to be in its place as well.
        connections.stream()
                .filter(connection -> !connection.declared() || beans.containsBeanDefinition(connection.bean()))
                .forEach(connection -> put(connection, beans));
        beans.getBeanPostProcessors()
                .removeIf(processor ->
                        STARTER_OF_CONTAINERS.equals(processor.getClass().getName()));
    }

    private static void put(Connection connection, DefaultListableBeanFactory beans) {
        if (Definitions.isStandIn(beans, connection.bean())) {
            return;
        }
        Made made = madeOf(connection, beans);
        if (beans.containsBeanDefinition(connection.bean())
                && beans.getBeanDefinition(connection.bean()) instanceof AbstractBeanDefinition definition) {
            replace(definition, made);
            return;
        }
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setBeanClass(made.type());
        definition.setInstanceSupplier(made.supplier());
        definition.setPrimary(connection.primary());
        definition.setAttribute(Definitions.STAND_IN, true);
        beans.registerBeanDefinition(connection.bean(), definition);
    }

    /** The method that would make it stays named, because its annotations tell for whom it is. */
    private static void replace(AbstractBeanDefinition definition, Made made) {
        definition.setAttribute(Definitions.STAND_IN, true);
        definition.setInstanceSupplier(made.supplier());
        definition.setScope(BeanDefinition.SCOPE_SINGLETON);
        definition.setDependsOn();
        definition.setInitMethodNames();
        definition.setDestroyMethodNames();
        if (definition.getFactoryMethodName() == null) {
            definition.setBeanClass(made.type());
        }
    }

    private record Made(Class<?> type, Supplier<Object> supplier) {}

    /** One that is made of properties is made when it is needed: nothing binds them before. */
    private static Made madeOf(Connection connection, DefaultListableBeanFactory beans) {
        ClassLoader loader = beans.getBeanClassLoader();
        Packed.Context context =
                new Packed.Context(beans, loader == null ? ParentConnections.class.getClassLoader() : loader);
        if (connection.answers() instanceof Packed.FromProperties later) {
            return new Made(
                    ClassUtils.resolveClassName(later.type(), context.classLoader()),
                    () -> unpacked(connection, context));
        }
        Object standIn = unpacked(connection, context);
        return new Made(standIn.getClass(), () -> standIn);
    }

    private static Object unpacked(Connection connection, Packed.Context context) {
        try {
            return Objects.requireNonNull(connection.answers().unpack(context));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(
                    "The connection that the application knows as '" + connection.bean() + "' can't be known here", e);
        }
    }
}
