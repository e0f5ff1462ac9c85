/**
 * Lets Log4j 2 log to the parent of this worker. Only here, and in the parent's package of the same name, is Log4j used, which is
 * optional.
 */
@NullMarked
package io.github.processpool.internal.worker.log4j;

import org.jspecify.annotations.NullMarked;
