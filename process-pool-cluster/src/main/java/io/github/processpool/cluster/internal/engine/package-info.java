/**
 * The halves put together: takes messages, finds their session and their pool, and hands them to the submitter's or the host's half of
 * that pool.
 *
 * <pre>{@code
 * Links -> ClusterEngine -> Membership (sessions)
 *               |-> JoinedPool -> AwayDesk (submitter) -> FederatedPool
 *                       '-------> GuestDesk (host) -----> FederatedPool
 * }</pre>
 */
@NullMarked
package io.github.processpool.cluster.internal.engine;

import org.jspecify.annotations.NullMarked;
