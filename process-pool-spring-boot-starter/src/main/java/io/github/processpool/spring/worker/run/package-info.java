/**
 * A run of {@code SpringApplication} in a worker, caught where it begins and changed: the context that it makes, its properties, its
 * logging.
 */
@NullMarked
package io.github.processpool.spring.worker.run;

import org.jspecify.annotations.NullMarked;
