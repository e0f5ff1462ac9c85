package io.github.processpool.spring.worker.bean;

import io.github.processpool.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a task finds the beans that it calls: receives, once per worker process, the application of it, and answers for {@code
 * WorkerBeans}; in-process it asks the {@link ParentBeans} that the task's worker knows.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class TaskBeans {

    /** Volatile: set by the worker's first thread, read by any. One process is a worker of one pool. */
    private static volatile @Nullable BeanSource ofThisProcess;

    private TaskBeans() {}

    /**
     * Makes the beans of this process known.
     *
     * @param source has them
     */
    public static void remember(BeanSource source) {
        ofThisProcess = source;
    }

    /**
     * Returns a bean for the current task.
     *
     * @param name its name or an alias
     * @return the bean of the worker's context, or in-process of the parent's
     * @throws IllegalStateException if there is no application
     */
    public static Object bean(String name) {
        BeanSource source = ofThisProcess;
        if (source != null) {
            return source.bean(name);
        }
        WorkerContext task = WorkerContext.around().orElseGet(WorkerContext::current);
        if (task.attributes().get(ParentBeans.KEY) instanceof ParentBeans parent) {
            return parent.bean(name);
        }
        throw new IllegalStateException("There is no application context for the bean '" + name + "': the pool '"
                + task.poolName() + "' does not come from process-pool.* properties, or its"
                + " WorkerInitializer was replaced by a ProcessPoolExecutorBuilderCustomizer (declare a WorkerInitializer bean"
                + " instead)");
    }
}
