/**
 * Pools that the members of a cluster share: reads {@code process-pool.cluster.*}, refuses what is unsafe, joins with the application
 * context, and leaves with it. Begin at {@link io.github.processpool.spring.cluster.ClusterLifecycle}. Only that, and what it is made by,
 * needs the module {@code process-pool-cluster}; a worker has nothing of this.
 */
@NullMarked
package io.github.processpool.spring.cluster;

import org.jspecify.annotations.NullMarked;
