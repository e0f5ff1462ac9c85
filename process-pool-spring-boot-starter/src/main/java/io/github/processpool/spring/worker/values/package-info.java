/**
 * Values that are the application's in its workers too: what its connections say, and its properties before all others; and those that
 * must be different in each process.
 */
@NullMarked
package io.github.processpool.spring.worker.values;

import org.jspecify.annotations.NullMarked;
