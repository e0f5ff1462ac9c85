/** Finds out which levels the loggers of the parent have, where its logging framework is Log4j 2, which is optional. */
@NullMarked
package io.github.processpool.internal.parent.log.log4j;

import org.jspecify.annotations.NullMarked;
