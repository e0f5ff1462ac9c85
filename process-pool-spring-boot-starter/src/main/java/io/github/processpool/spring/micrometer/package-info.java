/**
 * Meters of clusters, and of what beans count in workers; those of a pool are core's. Knows nothing of how pools become beans.
 */
@NullMarked
package io.github.processpool.spring.micrometer;

import org.jspecify.annotations.NullMarked;
