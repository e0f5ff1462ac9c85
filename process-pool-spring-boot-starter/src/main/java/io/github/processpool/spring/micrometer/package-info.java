/**
 * Meters of process pools. Knows nothing of how pools become beans.
 */
@NullMarked
package io.github.processpool.spring.micrometer;

import org.jspecify.annotations.NullMarked;
