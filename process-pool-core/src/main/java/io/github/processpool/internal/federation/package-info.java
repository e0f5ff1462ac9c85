/**
 * What a pool and a cluster say to each other: the seams that the module {@code process-pool-cluster} is attached to. A cluster implements
 * {@link io.github.processpool.internal.federation.Federation}, a pool {@link
 * io.github.processpool.internal.federation.FederatedPool}; what passes between them are records. There is no engine and no protocol
 * here.
 */
@NullMarked
package io.github.processpool.internal.federation;

import org.jspecify.annotations.NullMarked;
