/**
 * What the parent says of itself, so that a worker can make the same application: how it was started, from which class, with which
 * arguments, files and properties.
 */
@NullMarked
package io.github.processpool.spring.worker.description;

import org.jspecify.annotations.NullMarked;
