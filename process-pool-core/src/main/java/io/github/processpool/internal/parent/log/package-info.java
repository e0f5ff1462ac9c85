/**
 * The output and the log events of workers, on their way to the log of this JVM, and the levels from which they are to log.
 */
@NullMarked
package io.github.processpool.internal.parent.log;

import org.jspecify.annotations.NullMarked;
