/**
 * Observes the tasks of pools, and carries their traces along: what {@code io.github.processpool.spring.observation} describes.
 */
@NullMarked
package io.github.processpool.spring.observation.task;

import org.jspecify.annotations.NullMarked;
