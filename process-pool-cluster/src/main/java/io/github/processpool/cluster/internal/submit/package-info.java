/**
 * This member as a submitter: which of the members that have given room gets a task, and what is told to the pool about those that are
 * away. Knows nothing of guests.
 */
@NullMarked
package io.github.processpool.cluster.internal.submit;

import org.jspecify.annotations.NullMarked;
