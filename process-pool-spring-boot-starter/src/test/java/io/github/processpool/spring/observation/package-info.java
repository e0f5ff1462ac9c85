/** Observations and traces of tasks. */
@NullMarked
package io.github.processpool.spring.observation;

import org.jspecify.annotations.NullMarked;
