/**
 * Workers that are threads of the parent's JVM: the one place where both sides meet, and nothing but the joint between them.
 * Tasks, results and everything about them still go through the wire.
 */
@NullMarked
package io.github.processpool.internal.inprocess;

import org.jspecify.annotations.NullMarked;
