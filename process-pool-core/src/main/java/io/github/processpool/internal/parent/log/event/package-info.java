/**
 * How an event of a worker gets into the log of this JVM: below the packages of the frameworks, which are optional, and below what
 * chooses one of them.
 */
@NullMarked
package io.github.processpool.internal.parent.log.event;

import org.jspecify.annotations.NullMarked;
