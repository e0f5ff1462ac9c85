/**
 * The Actuator endpoint {@code processpools}: shows pools and lets an operator act on them and on single workers. Knows nothing
 * of how pools become beans.
 */
@NullMarked
package io.github.processpool.spring.endpoint;

import org.jspecify.annotations.NullMarked;
