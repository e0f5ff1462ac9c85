package io.github.processpool.spring;

import io.github.processpool.ProcessPoolExecutorBuilder;

/**
 * Changes how the pools from {@code process-pool.*} properties are built: a bean of this type is called for each of them, once,
 * after the properties were applied and before the pool's first start. Several are called in their order. Pools that the
 * application declares as beans itself are not customized.
 */
@FunctionalInterface
public interface ProcessPoolExecutorBuilderCustomizer {

    /**
     * Changes the builder.
     *
     * @param poolName the pool that is being made; its name can't be changed any more
     * @param builder with everything that the properties say
     */
    void customize(String poolName, ProcessPoolExecutorBuilder builder);
}
