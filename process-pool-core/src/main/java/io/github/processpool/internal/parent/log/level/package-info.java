/**
 * The levels of loggers, as a logging framework is asked for them: below the packages of the frameworks, which are optional, and
 * below what chooses one of them.
 */
@NullMarked
package io.github.processpool.internal.parent.log.level;

import org.jspecify.annotations.NullMarked;
