/**
 * The ways to the other members. What is posted goes through the outbox of its member, large payloads in parts; what comes is put together
 * again, if there is room for it, and handed to the {@link io.github.processpool.cluster.internal.link.Inbox}.
 *
 * <pre>{@code
 * MemberLinks.send -> Outbox -> Batch -> ClusterTransport | ClusterTransport -> MemberLinks -> FrameReader -> Assembly -> Inbox
 * }</pre>
 */
@NullMarked
package io.github.processpool.cluster.internal.link;

import org.jspecify.annotations.NullMarked;
