/** The transport of a cluster that stands on JGroups: the channel, TLS around it, and how members find each other. */
@NullMarked
package io.github.processpool.cluster.internal.jgroups;

import org.jspecify.annotations.NullMarked;
