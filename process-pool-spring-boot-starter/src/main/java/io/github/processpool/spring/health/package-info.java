/**
 * Tells the health of process pools. Knows nothing of how pools become beans.
 */
@NullMarked
package io.github.processpool.spring.health;

import org.jspecify.annotations.NullMarked;
