/**
 * One member put together of real parts: the engine, ways to others over a transport, a clock, and the threads that these need.
 *
 * <pre>{@code
 * ClusterTransport -> MemberLinks -> Reception -> ClusterEngine -> MemberLinks -> ClusterTransport
 * }</pre>
 */
@NullMarked
package io.github.processpool.cluster.internal.member;

import org.jspecify.annotations.NullMarked;
