/**
 * A federated pool beside a local one, the engine of the cluster alone, and Hazelcast's executor; each peer a pair of JVMs on loopback.
 *
 * <pre>{@code
 * ClusterComparison -> Driver - - stdin, stdout - - DriverLoop -> Contestant - - loopback - - OtherMember
 * }</pre>
 */
@NullMarked
package io.github.processpool.benchmarks.clustered;

import org.jspecify.annotations.NullMarked;
