package io.github.processpool.spring;

import io.github.processpool.ProcessPoolExecutor;
import java.util.Map;
import java.util.Set;

/**
 * The process pools of an application context by name: those from properties, and those that the application declares as beans
 * itself. A bean of this type exists wherever the auto-configuration is on. It is not an {@link java.util.concurrent.Executor},
 * so it never takes part when one is looked for.
 *
 * <p><b>Thread safety:</b> all methods may be called from any thread.
 */
public interface ProcessPools {

    /**
     * Returns the names of the pools.
     *
     * @return in the order of the bean definitions
     */
    Set<String> names();

    /**
     * Returns a pool.
     *
     * @param name its name
     * @return the pool, which may not have been started yet
     * @throws UnknownProcessPoolException if there is none; the message lists the names that there are
     */
    ProcessPoolExecutor get(String name);

    /**
     * Returns all pools.
     *
     * @return by name, unmodifiable, in the order of {@link #names()}
     */
    Map<String, ProcessPoolExecutor> asMap();
}
