/**
 * Observations of tasks: one for each that is submitted through a pool of the starter, and one around the method of a bean in the
 * worker, so that a trace goes on in there.
 *
 * <p>{@link io.github.processpool.spring.observation.task.TaskObserver} is what pools know, and needs no library. Everything else needs
 * Micrometer's observations. The flow: {@code TaskObserver -> TaskObservations -> BeanTask - - process boundary - - ->
 * TraceCarrier}.
 */
@NullMarked
package io.github.processpool.spring.observation;

import org.jspecify.annotations.NullMarked;
