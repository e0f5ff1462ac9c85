package io.github.processpool.spring.async.call;

import io.github.processpool.ProcessPoolExecutor;
import io.github.processpool.spring.ProcessPools;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.beans.factory.BeanFactory;

/**
 * Finds the pool that a method asks for. Pools become beans when they are looked for, so nobody does that before the first call
 * or the end of the context's start.
 *
 * <p><b>Thread safety:</b> any thread.
 */
public final class PoolLookup {

    private final BeanFactory beanFactory;
    private final String defaultPoolBean;
    private final Predicate<ProcessPoolExecutor> fromProperties;

    public PoolLookup(BeanFactory beanFactory, String defaultPoolBean, Predicate<ProcessPoolExecutor> fromProperties) {
        this.beanFactory = beanFactory;
        this.defaultPoolBean = defaultPoolBean;
        this.fromProperties = fromProperties;
    }

    /**
     * Returns a pool.
     *
     * @param name its name; empty: the default pool
     * @throws io.github.processpool.spring.UnknownProcessPoolException if there is none of that name
     * @throws IllegalStateException if there is no default pool
     */
    public ProcessPoolExecutor get(String name) {
        return name.isEmpty()
                ? defaultPool()
                : beanFactory.getBean(ProcessPools.class).get(name);
    }

    /** The pool from {@code process-pool.*}, or the only one that there is in its stead. */
    private ProcessPoolExecutor defaultPool() {
        if (beanFactory.containsBean(defaultPoolBean)) {
            return beanFactory.getBean(defaultPoolBean, ProcessPoolExecutor.class);
        }
        ProcessPoolExecutor unique =
                beanFactory.getBeanProvider(ProcessPoolExecutor.class).getIfUnique();
        if (unique != null) {
            return unique;
        }
        Map<String, ProcessPoolExecutor> pools =
                beanFactory.getBean(ProcessPools.class).asMap();
        if (pools.size() == 1) {
            return pools.values().iterator().next();
        }
        throw new IllegalStateException(
                "There is no default process pool; there are: " + String.join(", ", pools.keySet()));
    }

    /** Whether the pool is that of methods that name none. */
    public boolean isDefault(ProcessPoolExecutor pool) {
        return beanFactory.containsBean(defaultPoolBean) && beanFactory.getBean(defaultPoolBean) == pool;
    }

    /** Whether the starter has built the pool, so that its workers have the application's beans. */
    public boolean isFromProperties(ProcessPoolExecutor pool) {
        return fromProperties.test(pool);
    }
}
