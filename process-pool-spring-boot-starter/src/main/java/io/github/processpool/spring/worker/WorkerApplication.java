package io.github.processpool.spring.worker;

import io.github.processpool.spring.worker.bean.BeanSource;
import io.github.processpool.spring.worker.bean.TaskBeans;
import io.github.processpool.spring.worker.description.ApplicationDescription;
import io.github.processpool.spring.worker.effect.BeansForEffect;
import io.github.processpool.spring.worker.run.BuiltContext;
import io.github.processpool.spring.worker.run.ContextStart;
import io.github.processpool.spring.worker.run.QuietLibraries;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application in this worker process: nothing but a description until somebody needs its beans. Then it is built, once; a
 * failure is final. {@link ContextStart} does the work.
 *
 * <p><b>Thread safety:</b> any thread. The first to set {@code context} starts the building, all wait for its end: the parent
 * limits that of a warm-up by the start timeout, and that of a task by the task's.
 */
final class WorkerApplication implements BeanSource {

    private static final Logger log = LoggerFactory.getLogger(WorkerApplication.class);

    /** Volatile: set by the worker's first thread, read by any. One process is a worker of one pool. */
    private static volatile @Nullable WorkerApplication ofThisProcess;

    private final ApplicationDescription description;
    private final String pool;
    private final QuietLibraries quiet;
    /** Names of beans that somebody has asked for. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    private final AtomicReference<@Nullable CompletableFuture<BuiltContext>> context = new AtomicReference<>();

    WorkerApplication(ApplicationDescription description, String pool) {
        this.description = description;
        this.pool = pool;
        this.quiet = new QuietLibraries(
                description.launch(), () -> LoggingSystem.get(WorkerApplication.class.getClassLoader()));
    }

    static void remember(ApplicationDescription description, String pool) {
        WorkerApplication application = new WorkerApplication(description, pool);
        ofThisProcess = application;
        TaskBeans.remember(application);
    }

    static @Nullable WorkerApplication ofThisProcess() {
        return ofThisProcess;
    }

    @Override
    public Object bean(String name) {
        boolean isFirst = asked.add(name);
        Object bean = bean(name, isFirst);
        if (isFirst) {
            BeansForEffect.tellOf(build().getBeanFactory(), pool);
        }
        return bean;
    }

    private Object bean(String name, boolean isFirst) {
        ConfigurableApplicationContext built = build();
        if (!built.containsBean(name)) {
            throw new NoSuchBeanDefinitionException(
                    name,
                    "the application context of this worker of pool '" + pool
                            + "' has none of that name. A condition or a"
                            + " profile keeps it out of workers, @ConditionalOnProcessPoolParent for example, or it is not"
                            + " made from the application's sources. Let a bean that workers have call it, or lift the"
                            + " condition");
        }
        return isFirst ? make(built, name) : built.getBean(name);
    }

    /** Most beans are made when they are asked for, which belongs to the building. */
    private Object make(ConfigurableApplicationContext built, String name) {
        quiet.begin();
        try {
            quiet.hush(built.getEnvironment());
            return built.getBean(name);
        } finally {
            quiet.end();
        }
    }

    /**
     * Makes the beans that tasks of this pool will call, with all that is injected into them, so that no task's clock runs
     * meanwhile. One that can't be made is left to its own calls, which fail with the reason.
     */
    void makeCalledBeans() {
        for (String name : description.settings().calledBeans()) {
            try {
                bean(name, asked.add(name));
            } catch (RuntimeException | LinkageError e) {
                log.warn(
                        "The bean '{}' can't be made in this worker of pool '{}', so calls of it will fail: {}",
                        name,
                        pool,
                        e.toString());
            }
        }
        BeansForEffect.tellOf(build().getBeanFactory(), pool);
    }

    /**
     * Builds the context, unless it is built, and waits for it.
     *
     * @throws IllegalStateException if it can't be, or if this thread is interrupted; the building goes on then
     */
    ConfigurableApplicationContext build() {
        try {
            return building().get().context();
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(e);
        }
    }

    /** On a thread of its own: a task that is cancelled meanwhile must not leave half a context to the next one. */
    private CompletableFuture<BuiltContext> building() {
        CompletableFuture<BuiltContext> mine = new CompletableFuture<>();
        CompletableFuture<BuiltContext> other = context.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        Thread builder = new Thread(
                () -> {
                    try {
                        mine.complete(buildQuietly());
                    } catch (Throwable e) {
                        mine.completeExceptionally(e);
                    }
                },
                "process-pool-" + pool + "-context");
        builder.setDaemon(true);
        builder.start();
        return mine;
    }

    private BuiltContext buildQuietly() throws Exception {
        quiet.begin();
        try {
            return ContextStart.run(description, pool, quiet);
        } finally {
            quiet.end();
        }
    }

    private RuntimeException failure(Throwable cause) {
        return new IllegalStateException(
                "The application context of this worker of pool '" + pool + "' can't be built: "
                        + ContextFailure.inWords(cause),
                cause);
    }

    /** Closes the context if there is one; it is not built again. */
    void close() {
        CompletableFuture<BuiltContext> built = context.getAndUpdate(now ->
                now != null ? now : CompletableFuture.failedFuture(new IllegalStateException("the worker ends")));
        if (built != null && built.isDone() && !built.isCompletedExceptionally()) {
            built.join().close();
        }
    }
}
