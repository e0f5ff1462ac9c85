/** Pools that the members of a cluster share. */
@NullMarked
package io.github.processpool.spring.cluster;

import org.jspecify.annotations.NullMarked;
