package io.github.processpool.spring;

import io.github.processpool.spring.worker.bean.TaskBeans;

/**
 * The beans that a task calls: those of the worker's own application context. What is found is what is injected elsewhere, so
 * proxied where the application says so: transactions and caches work.
 *
 * <p><b>Thread safety:</b> any thread of a worker process; in-process, the thread of the task and those that it starts.
 */
public final class WorkerBeans {

    private WorkerBeans() {}

    /**
     * Returns a bean. The first call in a worker that is not warmed up builds the context, which takes seconds; see
     * {@link io.github.processpool.ProcessPoolExecutor#warmUpWorkers()}.
     *
     * @param name the bean's name or an alias
     * @return the bean of the worker's context; with {@code process-pool.mode=in-process} the bean of the parent's
     * @throws IllegalStateException if this is no task of a pool from {@code process-pool.*} properties, or if the context
     *     can't be built; the cause says why
     * @throws org.springframework.beans.BeansException if there is no such bean, or it can't be made
     */
    public static Object bean(String name) {
        return TaskBeans.bean(name);
    }
}
