package io.github.processpool.spring.worker.tests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Runs an initializer of a test in its place, and tells whether it has given properties values that were not there, now or in
 * a context before.
 *
 * @param initializer the test's
 * @param name by which it is told
 * @param giver is told of the beans of the context and the name
 * @param <C> the context that the initializer takes
 */
record WatchedInitializer<C extends ConfigurableApplicationContext>(
        ApplicationContextInitializer<C> initializer, String name, BiConsumer<SingletonBeanRegistry, String> giver)
        implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

    /** Names of those that have given values in this JVM: what they set then, as a system property, may still be there. */
    private static final Set<String> GIVERS = ConcurrentHashMap.newKeySet();

    @Override
    public int getOrder() {
        return initializer instanceof Ordered ordered
                ? ordered.getOrder()
                : OrderUtils.getOrder(initializer.getClass(), LOWEST_PRECEDENCE);
    }

    @Override
    @SuppressWarnings("unchecked") // Where it takes another context, it fails as it does for Boot.
    public void initialize(ConfigurableApplicationContext context) {
        List<Object> before = propertiesOf(context.getEnvironment());
        initializer.initialize((C) context);
        if (!propertiesOf(context.getEnvironment()).equals(before)) {
            GIVERS.add(name);
        }
        if (GIVERS.contains(name)) {
            giver.accept(context.getBeanFactory(), name);
        }
    }

    private static List<Object> propertiesOf(ConfigurableEnvironment environment) {
        List<Object> properties = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            properties.add(System.identityHashCode(source.getSource()));
            if (source.getSource() instanceof Map<?, ?> values) {
                properties.add(new HashMap<>(values)); // Asks no supplier, which would start what it tells of.
            } else if (source instanceof EnumerablePropertySource<?> enumerable) {
                properties.add(Arrays.asList(enumerable.getPropertyNames()));
            }
        }
        return properties;
    }
}
