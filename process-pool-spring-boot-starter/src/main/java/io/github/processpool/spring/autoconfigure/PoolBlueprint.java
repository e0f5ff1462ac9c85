package io.github.processpool.spring.autoconfigure;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.PoolFaults;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * Everything needed to build a certain pool, again and again. The properties are checked when it is made; the beans that take
 * part are looked up at the first build, so they may themselves depend on pools.
 *
 * <p>Used by one thread at a time: calls of {@link #build()} come from {@link StartGate}, which holds its lock.
 */
final class PoolBlueprint {

    private final PoolSettings settings;
    private final ConfigurableBeanFactory beanFactory;
    private final ProcessPoolExecutorBuilder builder;
    private final @Nullable Duration shutdownTimeout;
    private boolean customized;

    PoolBlueprint(PoolSettings settings, ConfigurableBeanFactory beanFactory) {
        this.settings = settings;
        this.beanFactory = beanFactory;
        this.builder = settings.toBuilder();
        this.shutdownTimeout = settings.shutdownTimeout();
    }

    String name() {
        return settings.name();
    }

    @Nullable
    Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    ProcessPoolExecutor build() {
        if (!customized) {
            customize(beanFactory);
            customized = true;
        }
        // The pool finds the classes of results with the context class loader of the thread that builds it.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(beanFactory.getBeanClassLoader());
        try {
            return builder.build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void customize(BeanFactory beans) {
        beans.getBeanProvider(WorkerCommandCustomizer.class).orderedStream().forEach(builder::commandCustomizer);
        beans.getBeanProvider(ProcessPoolListener.class).orderedStream().forEach(builder::listener);
        beans.getBeanProvider(PayloadSerializer.class).ifUnique(builder::serializer);
        beans.getBeanProvider(PoolFaults.class).ifUnique(builder::faults);
        List<WorkerInitializer> initializers =
                beans.getBeanProvider(WorkerInitializer.class).orderedStream().toList();
        if (!initializers.isEmpty()) {
            builder.initializer(
                    initializers.size() == 1 ? initializers.get(0) : new WorkerInitializerChain(initializers));
        }
        beans.getBeanProvider(ProcessPoolExecutorBuilderCustomizer.class)
                .orderedStream()
                .forEach(customizer -> customizer.customize(name(), builder));
        builder.name(name());
    }
}
