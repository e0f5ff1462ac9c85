/**
 * A pool as a bean: made from its settings, started and stopped with the application's context, and listed. The flow: {@code
 * ProcessPoolFactory -> RestartablePool -> PoolLife -> PoolBlueprint -> ProcessPoolExecutor}; {@code ProcessPoolLifecycle} starts
 * and stops them all.
 */
@NullMarked
package io.github.processpool.spring.pool;

import org.jspecify.annotations.NullMarked;
