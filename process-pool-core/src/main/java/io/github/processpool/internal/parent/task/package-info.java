/**
 * A task as the future that its caller holds: where it is, what it is worth in the end, and who is told.
 */
@NullMarked
package io.github.processpool.internal.parent.task;

import org.jspecify.annotations.NullMarked;
