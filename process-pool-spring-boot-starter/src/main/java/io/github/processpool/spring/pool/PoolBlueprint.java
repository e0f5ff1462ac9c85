package io.github.processpool.spring.pool;

import io.github.processpool.PayloadSerializer;
import io.github.processpool.PoolFaults;
import io.github.processpool.PoolMode;
import io.github.processpool.PoolSnapshot;
import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.ProcessPoolExecutorBuilder;
import io.github.processpool.ProcessPoolListener;
import io.github.processpool.WorkerCommandCustomizer;
import io.github.processpool.WorkerInitializer;
import io.github.processpool.WorkerSnapshot;
import io.github.processpool.WorkerState;
import io.github.processpool.spring.ProcessPoolExecutorBuilderCustomizer;
import io.github.processpool.spring.async.ProcessAsyncBeanPostProcessor;
import io.github.processpool.spring.async.local.ContextThread;
import io.github.processpool.spring.cluster.PoolJoin;
import io.github.processpool.spring.launch.StartUpCache;
import io.github.processpool.spring.observation.task.TaskObserver;
import io.github.processpool.spring.settings.PropertyLayers;
import io.github.processpool.spring.settings.WorkerInitializerChain;
import io.github.processpool.spring.settings.WorkerProperties;
import io.github.processpool.spring.worker.ApplicationInitializer;
import io.github.processpool.spring.worker.MeterLink;
import io.github.processpool.spring.worker.bean.MeterSink;
import java.time.Duration;
import java.util.ArrayList;
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

    private final PropertyLayers properties;
    private final ConfigurableBeanFactory beanFactory;
    private final ProcessPoolExecutorBuilder builder;
    private final @Nullable Duration shutdownTimeout;
    private final PoolMode mode;
    private final boolean joined;
    private boolean customized;
    /** Null where nobody wants to know what beans count in workers. */
    private @Nullable MeterLink meters;
    /** Volatile: set at the first build, read by whoever warms workers up. */
    private volatile @Nullable StartUpCache cache;
    /** Volatile: set at each build, read by the background thread of the cache. */
    private volatile @Nullable ProcessPoolExecutor opened;
    /** Volatile: set by any thread, once and for all. */
    private volatile boolean warm;

    /**
     * Checks the properties.
     *
     * @param joined whether the members of a cluster share the pool
     */
    PoolBlueprint(PropertyLayers properties, ConfigurableBeanFactory beanFactory, boolean joined) {
        this.properties = properties;
        this.beanFactory = beanFactory;
        this.joined = joined;
        this.builder = properties.toBuilder();
        this.shutdownTimeout = properties.shutdownTimeout();
        this.mode = properties.mode();
    }

    String name() {
        return properties.name();
    }

    PoolMode mode() {
        return mode;
    }

    boolean isOf(BeanFactory other) {
        return beanFactory == other;
    }

    /** The thread that will open the first pool. */
    Thread starter() {
        return ContextThread.of(beanFactory);
    }

    @Nullable
    Duration shutdownTimeout() {
        return shutdownTimeout;
    }

    /** Whether the pool may be used in a worker of a pool. */
    boolean mayNest() {
        return worker().isNestedPools();
    }

    /** Sees the tasks of the pool; asked for once the context is complete. */
    TaskObserver observer() {
        return beanFactory.getBeanProvider(TaskObserver.class).getIfAvailable(() -> TaskObserver.NONE);
    }

    /**
     * Refuses calls of beans in workers that could not have any.
     *
     * @throws IllegalStateException if it is not known how the application was started
     */
    void checkBeanCalls() {
        if (mode == PoolMode.PROCESSES) {
            ApplicationInitializer.check(beanFactory, name());
        }
    }

    /** Told before beans are called in workers. */
    void beforeBeanCalls() {
        warmUpIsAsked();
        if (mode == PoolMode.PROCESSES) {
            ApplicationInitializer.warnOfPrivateDatabase(beanFactory);
        }
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
        StartUpCache startUpCache = cache;
        if (startUpCache != null) {
            startUpCache.searchOnce();
        }
        if (worker().getContext().isWarmUp()) {
            checkBeanCalls();
        }
        try {
            ProcessPoolExecutor pool = open();
            opened = pool;
            if (worker().getContext().isWarmUp()) {
                beforeBeanCalls();
                pool.warmUpWorkers();
            }
            return pool;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private boolean isBusy() {
        ProcessPoolExecutor pool = opened;
        return pool == null || isBusy(pool.snapshot());
    }

    /** Whether tasks wait, or workers start: both need the processors more than what could wait as well. */
    static boolean isBusy(PoolSnapshot pool) {
        return pool.queuedTasks() > 0
                || pool.workers().stream()
                        .map(WorkerSnapshot::state)
                        .anyMatch(state -> state == WorkerState.WAITING || state == WorkerState.STARTING);
    }

    private ProcessPoolExecutor open() {
        MeterLink link = meters;
        try {
            return link == null ? joinOrBuild() : link.open(this::joinOrBuild);
        } catch (IllegalArgumentException e) {
            throw properties.blame(e);
        }
    }

    private ProcessPoolExecutor joinOrBuild() {
        return joined ? beanFactory.getBean(PoolJoin.class).open(builder) : builder.build();
    }

    private ApplicationInitializer application() {
        WorkerProperties worker = worker();
        // Less than the pool's own limit, so that the reason is told before the worker is killed.
        Duration patience = properties.startTimeout().multipliedBy(4).dividedBy(5);
        return ApplicationInitializer.of(
                beanFactory,
                worker.getProperties(),
                worker.getContext().getStart(),
                calledBeans(),
                worker.getContext().getEager(),
                patience);
    }

    private List<String> calledBeans() {
        ProcessAsyncBeanPostProcessor methods =
                beanFactory.getBeanProvider(ProcessAsyncBeanPostProcessor.class).getIfAvailable();
        return methods == null ? List.of() : methods.calledBeans(name());
    }

    private WorkerProperties worker() {
        return beanFactory.getBeanProvider(WorkerProperties.class).getIfAvailable(WorkerProperties::new);
    }

    private void warmUpIsAsked() {
        warm = true; // Before the look at the cache: who sets that looks at this afterwards.
        StartUpCache startUpCache = cache;
        if (startUpCache != null) {
            startUpCache.warmedUp(name());
        }
    }

    private void use(StartUpCache found, WorkerInitializer initializer) {
        builder.commandCustomizer(found.archivesFor(
                name(),
                properties::toBuilder,
                () -> new WorkerInitializerChain(List.of(initializer, BeanTraining.of(beanFactory))),
                this::isBusy));
        cache = found;
        if (warm) {
            found.warmedUp(name());
        }
    }

    /** Not for the runs that train archives, whose pools are others. */
    private void linkMeters(MeterSink sink, List<WorkerInitializer> others) {
        MeterLink link = MeterLink.to(sink);
        List<WorkerInitializer> all = new ArrayList<>(others);
        all.add(0, link);
        builder.initializer(chain(all));
        meters = link;
    }

    private static WorkerInitializer chain(List<WorkerInitializer> initializers) {
        return initializers.size() == 1 ? initializers.get(0) : new WorkerInitializerChain(initializers);
    }

    private void customize(BeanFactory beans) {
        beans.getBeanProvider(WorkerCommandCustomizer.class).orderedStream().forEach(builder::commandCustomizer);
        beans.getBeanProvider(ProcessPoolListener.class).orderedStream().forEach(builder::listener);
        beans.getBeanProvider(PayloadSerializer.class).ifUnique(builder::serializer);
        beans.getBeanProvider(PoolFaults.class).ifUnique(builder::faults);
        List<WorkerInitializer> initializers = new ArrayList<>();
        initializers.add(application());
        beans.getBeanProvider(WorkerInitializer.class).orderedStream().forEach(initializers::add);
        WorkerInitializer initializer = chain(initializers);
        builder.initializer(initializer);
        if (properties.mode() == PoolMode.PROCESSES) {
            beans.getBeanProvider(MeterSink.class).ifUnique(sink -> linkMeters(sink, initializers));
        }
        beans.getBeanProvider(StartUpCache.class).ifAvailable(found -> use(found, initializer));
        beans.getBeanProvider(ProcessPoolExecutorBuilderCustomizer.class)
                .orderedStream()
                .forEach(customizer -> customizer.customize(name(), builder));
        builder.name(name());
    }
}
