/** Finds out which levels the loggers of the parent have, where its logging framework is Logback, which is optional. */
@NullMarked
package io.github.processpool.internal.parent.log.logback;

import org.jspecify.annotations.NullMarked;
